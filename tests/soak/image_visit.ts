/** What `tests/soak/image.ts` does of a container from within its network: one step, told as JSON, answered as JSON. */
import assert from "node:assert/strict";
import { SMTPServer } from "smtp-server";
import { aPhoto, send } from "../faults/file_storm.ts";
import { anOrderWish } from "../faults/mixed_load.ts";
import { until } from "../jobs/stage.ts";

const AT = "http://127.0.0.1:8000";
export const PASSWORD = "maquina-de-coser-azul-42";
export const MAIL_PORT = 4650;
const EMAIL = "ana@example.com";

export interface Made {
  number: string;
  photo: string;
  papers: number;
}

const STEPS = {
  /** The shop by the link of the first start, a sign-in, an order with a photo and its work sheet. */
  async begin({ code, token }: { code?: string; token?: string }): Promise<Made | null> {
    if (code) {
      await setUp(code);
      return null;
    }
    assert.ok(token);
    const order = await send(AT, token, { key: "order", path: "/api/ordenes/", body: anOrderWish(1) });
    const number = String(order.number);
    const photo = await send(AT, token, {
      key: "photo",
      path: `/api/ordenes/${number}/fotos`,
      body: await aPhoto(1),
      type: "image/jpeg",
    });
    return { number, photo: String(photo.id), papers: await paperOf(await signIn(), number) };
  },
  /** All of it is still there. */
  async look({ number, photo }: Made): Promise<void> {
    const browser = await signIn();
    assert.match(await browser.text(`/ordenes/${number}`), /Clienta 0000001/);
    assert.ok((await browser.bytes(`/fotos/${photo}`)).length > 1_000);
    assert.ok(await paperOf(browser, number) > 5_000);
  },
  /** A mail with a paper, to a server whose certificate the machine's own authority gave out; whether it arrived. */
  async mail({ number, token, arrives, key, cert }: Record<string, string>): Promise<void> {
    let [arrived, refused] = [0, 0];
    const server = new SMTPServer({
      secure: true,
      key,
      cert,
      authOptional: true,
      logger: false,
      onData: (stream, _session, done) =>
        void stream.resume().on("end", () => {
          arrived++;
          done();
        }),
    });
    server.on("error", () => refused++);
    await new Promise<void>((resolve) => server.listen(MAIL_PORT, "127.0.0.1", resolve));
    const body = { documents: ["intake_receipt"], to: "ana@example.com" };
    const path = `/api/ordenes/${number}/correo`;
    await send(AT, token ?? "", { key: `mail-${arrives ?? "never"}`, path, body });
    await until(() => arrives ? arrived > 0 : refused > 0, arrives ? "the mail arrives" : "it is refused");
    if (!arrives) assert.equal(arrived, 0);
    await new Promise<void>((resolve) => server.close(() => resolve()));
  },
  /** Two hundred requests of all sorts, four at a time. */
  async work({ token, number }: Record<string, string>): Promise<void> {
    const browser = await signIn();
    const pages = [
      "/",
      "/ordenes",
      `/ordenes/${number}`,
      "/clientes",
      "/estadisticas",
      "/repuestos",
      "/agenda",
    ];
    const acts = [
      ...pages.map((page) => () => browser.text(page)),
      (at: number) =>
        send(AT, token ?? "", { key: `more-${at}`, path: "/api/ordenes/", body: anOrderWish(at + 2) }),
      () => paperOf(browser, number ?? ""),
      async (at: number) =>
        await send(AT, token ?? "", {
          key: `photo-${at}`,
          path: `/api/ordenes/${number}/fotos`,
          body: await aPhoto(at),
          type: "image/jpeg",
        }),
    ];
    let next = 0;
    await Promise.all(Array.from({ length: 4 }, async () => {
      for (let at = next++; at < 200; at = next++) await acts[at % acts.length]?.(at);
    }));
  },
} as const;

export type Step = keyof typeof STEPS;

if (import.meta.main) {
  const [step = "", given = "{}"] = Deno.args;
  console.log(JSON.stringify(await STEPS[step as Step](JSON.parse(given)) ?? null));
}

async function setUp(code: string): Promise<void> {
  const browser = aBrowser();
  const done = await browser.post(`/instalacion?codigo=${code}`, "/instalacion", {
    code,
    shop: "Service Sur",
    time_zone: "America/Santiago",
    currency: "CLP",
    locale: "es",
    country: "CL",
    branch_code: "S01",
    branch_name: "Casa central",
    name: "Ana Dueña",
    email: EMAIL,
    password: PASSWORD,
  });
  assert.equal(done, 303);
}

async function signIn() {
  const browser = aBrowser();
  assert.equal(await browser.post("/ingresar", "/ingresar", { email: EMAIL, password: PASSWORD }), 303);
  return browser;
}

async function paperOf(browser: ReturnType<typeof aBrowser>, number: string): Promise<number> {
  const bytes = await browser.bytes(`/ordenes/${number}/hoja-de-trabajo.pdf?formato=a4`);
  assert.equal(new TextDecoder().decode(bytes.slice(0, 5)), "%PDF-");
  return bytes.length;
}

function aBrowser() {
  const cookies = new Map<string, string>();
  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(AT + path, {
      ...init,
      redirect: "manual",
      headers: { Cookie: cookie, Origin: AT },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return answer;
  }
  return {
    async text(path: string): Promise<string> {
      const answer = await ask(path);
      const text = await answer.text();
      assert.equal(answer.status, 200, `${path}: ${answer.status} ${text.slice(0, 300)}`);
      return text;
    },
    async bytes(path: string): Promise<Uint8Array> {
      const answer = await ask(path);
      assert.equal(answer.status, 200, path);
      return await answer.bytes();
    },
    async post(page: string, path: string, fields: Record<string, string>): Promise<number> {
      const [, token = ""] = /name="_csrf" value="([^"]+)"/.exec(await this.text(page)) ?? [];
      const body = new URLSearchParams({ _csrf: token, ...fields });
      const answer = await ask(path, { method: "POST", body });
      await answer.body?.cancel();
      return answer.status;
    },
  };
}
