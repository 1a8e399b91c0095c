import assert from "node:assert/strict";
import type { Status } from "../../printer-daemon/status.ts";
import { languageOf } from "../../printer-daemon/status_text.ts";
import { freePort } from "../support/server_process.ts";
import { inShop, type Shop, type ShopOptions, until } from "./shop.ts";

interface Page {
  url: string;
  get(path?: string, headers?: Record<string, string>): Promise<{ response: Response; body: string }>;
  json(): Promise<Status>;
  /** Sends a form as the page itself would; `change` spoils it. */
  post(
    path: string,
    printer: string,
    change?: { headers?: Record<string, string>; token?: string },
  ): Promise<Response>;
}

async function onPage(
  options: ShopOptions,
  work: (shop: Shop, page: Page) => Promise<void>,
): Promise<void> {
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const page: Page = {
    url,
    async get(path = "/", headers = {}) {
      const response = await fetch(url + path, { headers });
      return { response, body: await response.text() };
    },
    json: async () => JSON.parse((await page.get("/estado.json")).body),
    async post(path, printer, { headers = {}, token } = {}) {
      const { body } = await page.get();
      const own = /name="token" value="([^"]+)"/.exec(body)?.[1] ?? assert.fail("no token in the form");
      const response = await fetch(url + path, {
        method: "POST",
        headers: { Origin: url, ...headers },
        body: new URLSearchParams({ token: token ?? own, printer }),
        redirect: "manual",
      });
      await response.body?.cancel();
      return response;
    },
  };
  await inShop({ ...options, statusPort: port }, (shop) => work(shop, page));
}

Deno.test("the local page tells printers, spool, server and events in words, in the reader's language", async () => {
  await onPage({ printer: { paperOut: true } }, async ({ server, untilJob, untilPrinter }, page) => {
    server.offer({ id: "job-42" });
    await untilJob("job-42", "custody");
    await untilPrinter("paper_out");
    const spanish = (await page.get("/", { "Accept-Language": "es-AR,es;q=0.9,en;q=0.8" })).body;
    for (const words of ["Servicio de impresión", "sin papel", "conectado", "job-42", "espera su turno"]) {
      assert.ok(spanish.includes(words), words);
    }
    assert.ok(spanish.includes('<html lang="es">'));
    const { body: english } = await page.get("/", { "Accept-Language": "en-US,en;q=0.9" });
    for (const words of ["Print service", "out of paper", "connected", "waits its turn", "Last events"]) {
      assert.ok(english.includes(words), words);
    }
    assert.ok(!spanish.includes(server.token) && !spanish.includes("^XA"), "no key and no label text");
  });
});

Deno.test("the same is there as JSON, with the last fifty events at most", async () => {
  await onPage({}, async ({ server, untilJob }, page) => {
    for (let index = 0; index < 30; index++) server.offer({ id: `j${index}` });
    for (let index = 0; index < 30; index++) await untilJob(`j${index}`, "printed");
    await until(() => server.printer("mostrador")?.waiting === 0, () => "still waiting");
    const status = await page.json();
    assert.equal(status.server.state, "connected");
    assert.equal(status.printers[0]?.ok, true);
    assert.match(status.printers[0]?.address ?? "", /^127\.0\.0\.1:\d+$/);
    assert.equal(status.counts.printed, 30);
    assert.equal(status.jobs.length, 30);
    assert.equal(status.events.length, 50);
  });
});

Deno.test("a server that does not answer, a refused key and another computer are told apart", async () => {
  await onPage({}, async ({ server, untilPrinter }, page) => {
    await untilPrinter(null);
    for (
      const [mode, state] of [["down", "unreachable"], ["revoked", "refused"], ["fenced", "fenced"]] as const
    ) {
      server.mode = mode;
      await eventually(async () => (await page.json()).server.state === state, state);
    }
    assert.ok((await page.get()).body.includes("otro equipo usa esta clave"));
    server.mode = "open";
    await eventually(async () => (await page.json()).server.state === "connected", "connected");
  });
});

Deno.test("the button prints a test label also while the server is away", async () => {
  await onPage({}, async ({ server, printer, untilPrinter }, page) => {
    await untilPrinter(null);
    server.mode = "down";
    const response = await page.post("/prueba", "mostrador");
    assert.equal(response.status, 303);
    assert.equal(response.headers.get("location"), "/?hecho=testDone");
    await until(() => printer.labels.length === 1, () => "no label");
    assert.match(printer.labels[0]?.zpl ?? "", /\^PW456\^LL256/);
    assert.ok((await page.get("/?hecho=testDone")).body.includes("La etiqueta de prueba está en la cola."));
    assert.equal((await page.post("/prueba", "nowhere")).status, 404);
    server.mode = "open";
  });
});

Deno.test("nothing is printed for another site, a stolen name or a form without the token", async () => {
  await onPage({}, async ({ printer, untilPrinter }, page) => {
    await untilPrinter(null);
    const refused = [
      await page.post("/prueba", "mostrador", { headers: { Origin: "https://evil.example" } }),
      await page.post("/prueba", "mostrador", { headers: { Origin: "null" } }),
      await page.post("/prueba", "mostrador", { token: "guess" }),
      await page.post("/prueba", "mostrador", { headers: { "Content-Type": "text/plain" } }),
      await page.post("/prueba", "m".repeat(5_000)),
    ];
    assert.deepEqual(refused.map(({ status }) => status), [403, 403, 403, 403, 403]);
    assert.equal(await statusOfHost(page, "evil.example"), 421, "a name that points here by DNS");
    assert.equal(await statusOfHost(page, new URL(page.url).host), 200);
    assert.equal((await page.get("/prueba")).response.status, 404);
    assert.ok(!printer.received().includes("^XA"));
  });
});

Deno.test("no page of ours may load anything from elsewhere, run scripts or be framed", async () => {
  await onPage({}, async (_, page) => {
    for (const path of ["/", "/estado.json", "/estado.css", "/nothing"]) {
      const { response } = await page.get(path);
      const policy = response.headers.get("content-security-policy") ?? "";
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.ok(!/unsafe|https?:/.test(policy));
      assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    }
    const { body } = await page.get();
    assert.ok(!/<script|style=|src=|https?:\/\/(?!127)/.test(body));
  });
});

Deno.test("the person at the counter says that the other printer is the new one", async () => {
  await onPage({}, async ({ server, printer, untilPrinter, untilJob }, page) => {
    await untilPrinter(null);
    assert.equal((await page.post("/impresora", "mostrador")).status, 404, "there is no doubt yet");
    printer.powerOff();
    await untilPrinter("offline");
    printer.replaceBy({ serial: "NEW-1" });
    await printer.powerOn();
    await untilPrinter("wrong_printer");
    server.offer({ id: "j1" });
    await untilJob("j1", "custody");
    const { body } = await page.get();
    for (
      const words of ["otra impresora en esta dirección", "D2J204700001", "NEW-1", "Es la nueva impresora"]
    ) {
      assert.ok(body.includes(words), words);
    }
    assert.equal((await page.post("/impresora", "mostrador")).status, 303);
    await untilJob("j1", "printed");
  });
});

Deno.test("a port that is taken costs the page and nothing else", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await inShop({ statusPort: taken.addr.port }, async ({ server, untilJob, log }) => {
    server.offer({ id: "j1" });
    await untilJob("j1", "printed");
    assert.ok(log.some((line) => line.startsWith("warn no_local_page")));
  });
});

Deno.test("the language is the first of ours that the browser asks for", () => {
  assert.equal(languageOf(null), "es");
  assert.equal(languageOf("de-DE,de"), "es");
  assert.equal(languageOf("en-GB"), "en");
  assert.equal(languageOf("pt,en;q=0.5,es;q=0.9"), "es");
  assert.equal(languageOf("eng"), "es");
});

/** The status that the page gives under a name in the Host line, which `fetch` would not let us write. */
async function statusOfHost(page: Page, host: string): Promise<number> {
  const { hostname, port } = new URL(page.url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const request = `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  await connection.write(new TextEncoder().encode(request));
  const buffer = new Uint8Array(64);
  const size = await connection.read(buffer) ?? 0;
  return Number(new TextDecoder().decode(buffer.subarray(0, size)).split(" ")[1]);
}

async function eventually(condition: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 60_000;
  while (!await condition()) {
    if (Date.now() > end) assert.fail(`never ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
