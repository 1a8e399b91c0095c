import assert from "node:assert/strict";
import { requestLabel } from "../../src/printing/commands.ts";
import { fromWireId } from "../../src/printing/print_job.ts";
import type { PrinterState } from "../../src/printing/protocol.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import type { TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { anAgent, COUNTER_PRINTER, FakeDaemon, IDLE, type Server, serving } from "./daemon_stage.ts";

/** A shop with two computers, each with one printer of the same labels; those of orders come out of the first. */
export interface TwoPrinters {
  app: TestApp;
  database: TestDatabase;
  counter: FakeDaemon;
  workshop: FakeDaemon;
  /** Ids of the printers. */
  first: string;
  second: string;
  asDesk(): ReturnType<TestApp["ctx"]>;
  asAdmin(): ReturnType<TestApp["ctx"]>;
  /** Asks for the label of a new order; answers the job's id. */
  ask(): Promise<string>;
  job(id: string): Promise<{ state: string; reason: string; printer_id: string; moves: number }>;
  history(id: string): Promise<string[]>;
}

export const WORKSHOP_PRINTER = { ...COUNTER_PRINTER, key: "taller" };
export const WORKSHOP_IDLE: PrinterState = { ...IDLE, key: "taller" };

export async function twoPrinters(
  database: TestDatabase,
  test: (shop: TwoPrinters) => Promise<void>,
): Promise<void> {
  await using app = await testApp(database);
  await using server = await serving(app);
  const counter = await daemonOf(app, server, { name: "Mostrador", printer: COUNTER_PRINTER });
  const workshop = await daemonOf(app, server, { name: "Taller", printer: WORKSHOP_PRINTER });
  await counter.answer({ printers: [IDLE] });
  await workshop.answer({ printers: [WORKSHOP_IDLE] });
  const { db } = database;
  const printer = async (key: string) =>
    (await db.selectFrom("printer").select("id").where("key", "=", key).executeTakeFirstOrThrow()).id;
  await test({
    app,
    database,
    counter,
    workshop,
    first: await printer("mostrador"),
    second: await printer("taller"),
    asDesk: () => app.ctx(userActor(app, "receptionist")),
    asAdmin: () => app.ctx(userActor(app, "admin")),
    async ask() {
      const { number } = await anOrder(app);
      const ctx = await app.ctx(userActor(app, "receptionist"));
      const [id] = await requestLabel(ctx, number, { idemKey: crypto.randomUUID() });
      assert.ok(id);
      return id;
    },
    job: (id) =>
      db.selectFrom("print_job").select(["state", "reason", "printer_id", "moves"]).where("id", "=", id)
        .executeTakeFirstOrThrow(),
    async history(id) {
      const rows = await db.selectFrom("print_job_event").select(["state", "reason"])
        .where("print_job_id", "=", id).orderBy("id").execute();
      return rows.map(({ state, reason }) => reason === "" ? state : `${state}:${reason}`);
    },
  });
}

async function daemonOf(
  app: TestApp,
  server: Server,
  { name, printer }: { name: string; printer: object },
): Promise<FakeDaemon> {
  const { token } = await anAgent(app, name);
  const daemon = new FakeDaemon(server, token, `spool-${name}`);
  const greeted = await daemon.hello([printer]);
  assert.equal(greeted.status, 200);
  await greeted.body?.cancel();
  return daemon;
}

/** A daemon that keeps the rules of the wire: prints a name once, gives back what has not left, counts what came out. */
export class HonestDaemon {
  /** Job id → how many labels came out. */
  readonly printed: string[] = [];
  #held = new Map<string, "custody" | "done">();
  #events: ReturnType<FakeDaemon["event"]>[] = [];

  constructor(readonly daemon: FakeDaemon) {}

  async poll(take: number): Promise<void> {
    const events = this.#events.splice(0);
    const answer = await this.daemon.answer({ take, events });
    for (const { id } of answer.jobs) {
      if (this.#held.has(id)) continue;
      this.#held.set(id, "custody");
      this.#tell(id, "custody", 0);
    }
    for (const id of answer.cancel) {
      if (this.#held.get(id) === "done") continue;
      this.#held.set(id, "done");
      this.#tell(id, "cancelled", 0);
    }
  }

  /** Prints the oldest label that it holds. */
  printOne(): void {
    for (const [id, state] of this.#held) {
      if (state !== "custody") continue;
      this.#held.set(id, "done");
      this.printed.push(fromWireId(id).id);
      this.#tell(id, "sending", 1);
      this.#tell(id, "printed", 1);
      return;
    }
  }

  #tell(id: string, state: "custody" | "cancelled" | "sending" | "printed", attempt: number): void {
    this.#events.push(this.daemon.event(id, state, { attempt }));
  }
}
