import assert from "node:assert/strict";
import { type SmtpStage, smtpStage } from "../../mail/smtp_stage.ts";
import { type MercadoPagoServer, mercadoPagoServer } from "../../support/gateways/mercado_pago.ts";
import { startPrinter, type TestPrinter } from "../../support/printer.ts";
import { CHROMIUM } from "./chromium.ts";
import { installDaemon, type TestDaemon } from "./daemon.ts";
import { demoData } from "./demo_data.ts";
import { type Person, type Screen, seat } from "./person.ts";
import { drawSmall, drawWhole } from "./small_picture.ts";
import { startServer, type TestServer } from "./server.ts";
import { sharedChromium } from "./shared_chromium.ts";

/** All of a shop's machines, each a real one: server, browser, mail server, payment provider, printer and its daemon. */
export interface Stage {
  server: TestServer;
  mail: SmtpStage;
  /** Who takes payments online, once an administrator has set it up. */
  payments: MercadoPagoServer;
  /** Somebody sits down at a screen of their own. */
  person(name: string, screen?: Screen): Promise<Person>;
  /** A printer on this machine, with a daemon that waits for its code. */
  printer(): Promise<{ printer: TestPrinter; daemon: TestDaemon }>;
}

/** One act of a scene; the scene ends with the first that fails. */
export async function act(t: Deno.TestContext, name: string, play: () => Promise<void>): Promise<void> {
  if (!await t.step(name, play)) throw new Error(`stopped: ${name}`);
}

type Scene = (stage: Stage, t: Deno.TestContext) => Promise<void>;

/** A test in the browser, on a server that nobody has set up. Whatever it starts is stopped after it; an unexpected fault on any page or in the log fails it. */
export function e2e(name: string, scene: Scene): void {
  register(name, (t) => play(scene, t));
}

/** The same in the demo shop. */
export function e2eInDemo(name: string, scene: Scene): void {
  register(name, async (t) => await play(scene, t, await demoData()));
}

function register(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  const reason = CHROMIUM === null ? " (SKIPPED: no Chromium on this machine; apt-get install chromium)" : "";
  if (reason) console.error(`\n%cWARNING%c ${name}${reason}\n`, "color: yellow; font-weight: bold", "");
  Deno.test({
    name: name + reason,
    ignore: CHROMIUM === null,
    fn,
  });
}

async function play(scene: Scene, t: Deno.TestContext, data?: string): Promise<void> {
  await using after = new AsyncDisposableStack();
  const mail = after.use(await smtpStage());
  const payments = after.use(mercadoPagoServer());
  const env = {
    SMTP_URL: mail.url,
    MAIL_FROM: "taller@example.com",
    PAYMENT_PROVIDERS: "mercado_pago",
    MERCADO_PAGO_URL: payments.url,
  };
  const [server, browser] = await Promise.all([
    startServer({ env, data }).then((started) => after.adopt(started, (one) => one.stop())),
    sharedChromium(),
  ]);
  const people: Person[] = [];
  const daemons: TestDaemon[] = [];
  const stage: Stage = {
    server,
    mail,
    payments,
    async person(name, screen) {
      const person = await seat(browser, { name, baseUrl: server.url, screen });
      people.push(person);
      // A finger moves by pixels of the picture.
      if (!screen?.touch) await drawSmall(person.page);
      after.defer(() => person.context.close());
      return person;
    },
    async printer() {
      const printer = after.adopt(await startPrinter(), (one) => one.close());
      const daemon = await installDaemon({ server: server.url, printerPort: printer.port });
      daemons.push(daemon);
      return { printer, daemon: after.adopt(daemon, (one) => one.stop()) };
    },
  };
  try {
    await scene(stage, t);
  } catch (error) {
    await portray(people);
    for (const daemon of daemons) console.error(daemon.output());
    throw error;
  } finally {
    const faults = [...people.flatMap((person) => person.faults), ...await server.errors()];
    if (faults.length > 0) console.error(faults.join("\n"));
  }
  assert.deepEqual(people.flatMap((person) => person.faults), []);
  assert.deepEqual(await server.errors(), []);
}

/** Pictures of what everybody saw when a test failed. */
async function portray(people: Person[]): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "reparo-e2e-failed-" });
  for (const { name, page } of people) {
    try {
      await drawWhole(page);
      await page.screenshot({ path: `${dir}/${name}.png`, fullPage: true, timeout: 5_000 });
      console.error(`${name} was at ${page.url()}: ${dir}/${name}.png`);
    } catch (error) {
      console.error(`no picture of ${name}: ${error}`);
    }
  }
}
