import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createApp } from "../../src/app.ts";
import { paths } from "../../src/paths.ts";
import { aCaller } from "../api/caller.ts";
import { anOrderWish } from "../faults/mixed_load.ts";
import { aDaemon, IDLE } from "../printing/daemon_stage.ts";
import { testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { freePort } from "../support/server_process.ts";
import { until } from "../jobs/stage.ts";
import { CADDY, isLaterCaddy, startCaddy } from "./caddy.ts";

/** In place of the shipped time for a body, which is too long to wait for; what is answered has to outlast it. */
const BODY_S = 3;
const MEGABYTE = 1_048_576;

Deno.test({
  name: `behind the Caddyfile that is shipped slow clients are closed, and all that the program does passes${
    existsSync(CADDY) ? "" : " (ignored: no caddy)"
  }`,
  ignore: !existsSync(CADDY),
  async fn(t) {
    await using database = await freshDatabase();
    const [port, to] = [freePort(), freePort()];
    const env = { BASE_URL: `https://localhost:${port}`, TRUSTED_PROXY_HOPS: "1" };
    await using app = await testApp(database, env);
    app.now = Date.now();
    const [{ token }, sid] = [
      await aCaller(app),
      await app.services.sessions.start(app.users.admin.id, { ip: "", userAgent: "test" }),
    ];
    const hono = await createApp(app.services);
    const serve = () => Deno.serve({ hostname: "127.0.0.1", port: to, onListen() {} }, hono.fetch);
    let server = serve();
    await using caddy = await startCaddy({ port, to, replace: { "read_body 5m": `read_body ${BODY_S}s` } });
    using browser = Deno.createHttpClient({ caCerts: [caddy.authority] });
    const own = { Cookie: `__Host-sid=${sid}` };
    const get = (path: string, headers: HeadersInit = own) =>
      fetch(caddy.url + path, { headers, client: browser, redirect: "manual" });
    const bearer = { Authorization: `Bearer ${token}` };
    const receive = (which: number) =>
      fetch(`${caddy.url}/api/ordenes/`, {
        method: "POST",
        headers: { ...bearer, "Content-Type": "application/json", "Idempotency-Key": `device-${which}` },
        body: JSON.stringify(anOrderWish(which)),
        client: browser,
      });
    const raw = async (text: string) => {
      const { port, authority } = caddy;
      const connection = await Deno.connectTls({ hostname: "localhost", port, caCerts: [authority] });
      await connection.write(new TextEncoder().encode(text));
      return connection;
    };
    /** How long until the connection is closed, and what came until then. */
    async function untilClosed(text: string): Promise<{ seconds: number; heard: string }> {
      const began = performance.now();
      using connection = await raw(text);
      const heard = await rest(connection);
      return { seconds: (performance.now() - began) / 1_000, heard };
    }

    const slow = Promise.all([
      untilClosed("GET /ingresar HTTP/1.1\r\nHost: localhost\r\nX-Slow: "),
      untilClosed(
        `POST /ingresar HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: ${caddy.url}\r\n` +
          "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail=",
      ),
    ]);

    await t.step("a page over HTTP/2, by its own address", async () => {
      const page = await get("/ordenes", { ...own, "X-Forwarded-Host": "evil.example" });
      assert.equal(page.status, 200);
      assert.ok(!(await page.text()).includes("evil.example"));
      assert.equal((await caddy.logged("/ordenes")).request.proto, "HTTP/2.0");
    });

    await t.step("who asks is whom Caddy sees, whatever a client says", async () => {
      const forged = {
        ...bearer,
        "X-Forwarded-For": "6.6.6.6",
        "X-Real-IP": "6.6.6.6",
        Forwarded: "for=6.6.6.6",
      };
      const answer = await get("/api/ordenes/", forged);
      assert.equal((await answer.json(), answer.status), 200);
      const row = await database.db.selectFrom("api_token").select("last_used_ip").executeTakeFirstOrThrow();
      assert.equal(row.last_used_ip, "127.0.0.1");
    });

    await t.step("more than anybody sends is refused with 413 before it has come", async () => {
      using connection = await raw(
        `POST /ingresos HTTP/1.1\r\nHost: localhost:${port}\r\nCookie: ${own.Cookie}\r\nOrigin: ${caddy.url}\r\n` +
          `Content-Type: multipart/form-data; boundary=x\r\nContent-Length: ${71 * MEGABYTE}\r\n\r\n--x`,
      );
      const answer = first(connection);
      // Caddy keeps a megabyte before it passes anything on.
      await sendMuch(connection, 1.25 * MEGABYTE);
      assert.match(await answer, /^HTTP\/1\.1 413 /);
    });

    await t.step("events come as they happen, and long after a body would have had to be there", async () => {
      const board = await (await get("/tablero")).text();
      const live = (/hx-sse:connect="([^"]+)"/.exec(board)?.[1] ?? "").replaceAll("&amp;", "&");
      using old = await raw(
        `GET ${live} HTTP/1.1\r\nHost: localhost:${port}\r\nCookie: ${own.Cookie}\r\nAccept: text/event-stream\r\n\r\n`,
      );
      const ending = new AbortController();
      const stream = await fetch(caddy.url + live, {
        headers: { ...own, Accept: "text/event-stream" },
        client: browser,
        signal: ending.signal,
      });
      assert.match(stream.headers.get("Content-Type") ?? "", /^text\/event-stream/);
      const both = [listen(readsOf(old)), listen(stream.body ?? [])];
      for (const pause of [0, (BODY_S + 1) * 1_000]) {
        await new Promise((resolve) => setTimeout(resolve, pause));
        const before = both.map(({ events }) => events);
        assert.equal((await receive(pause)).status, 201);
        await until(() => both.every(({ events }, at) => events > (before[at] ?? 0)), "both were told");
      }
      assert.ok(both.every(({ over }) => !over));
      ending.abort();
    });

    await t.step("a print service's question waits for its answer", async () => {
      const url = `http://127.0.0.1:${to}`;
      const daemon = await aDaemon(app, { url, [Symbol.asyncDispose]: () => Promise.resolve() });
      const body = {
        instance: daemon.instance,
        bootId: daemon.bootId,
        beat: ++daemon.beat,
        ...{ wait: BODY_S + 2, take: 1, events: [], results: [], printers: [IDLE] },
      };
      for (const http2 of [true, false]) {
        using client = Deno.createHttpClient({ caCerts: [caddy.authority], http2 });
        const answer = await fetch(`${caddy.url}/api/daemon/poll`, {
          method: "POST",
          headers: { Authorization: `Bearer ${daemon.token}`, "Content-Type": "application/json" },
          body: JSON.stringify(body),
          client,
        });
        assert.equal(answer.status, 200, await answer.text());
      }
    });

    await t.step(
      "while the server starts anew requests wait, and a program that asks again has its one order",
      async () => {
        await server.shutdown();
        const asked = [get("/ordenes"), again(() => receive(7)), get(paths.health())];
        let answered = 0;
        for (const one of asked) one.then(() => answered++);
        await new Promise((resolve) => setTimeout(resolve, 600));
        assert.equal(answered, 0);
        server = serve();
        const answers = await Promise.all(asked);
        for (const answer of answers) await answer.body?.cancel();
        assert.deepEqual(answers.map(({ status }) => status), [200, 201, 200]);
        const devices = await database.db.selectFrom("device").select("serial").where(
          "serial",
          "like",
          "%0000007",
        )
          .execute();
        assert.equal(devices.length, 1);
      },
    );

    await t.step("a head or a body that does not come to its end is closed", async () => {
      const [head, body] = await slow;
      assert.ok(head.seconds >= 9 && !/ 200 /.test(head.heard), `${head.seconds} s: ${head.heard}`);
      // Later Caddies that wait for a whole body say 200 of their own, with nothing in it, when it does not come.
      const refused = await isLaterCaddy()
        ? /^HTTP\/1\.1 200 [^]*Content-Length: 0\r\n/.test(body.heard)
        : !/ 200 /.test(body.heard);
      assert.ok(body.seconds >= BODY_S - 1 && refused, `${body.seconds} s: ${body.heard}`);
    });
    await server.shutdown();
  },
});

/** Caddy 2.6 does not send a body again: a program does so itself. */
async function again(ask: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const answer = await ask();
    if (answer.status !== 502) return answer;
    await answer.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Until it is all sent, or the other end wants no more. */
async function sendMuch(connection: Deno.Conn, bytes: number): Promise<void> {
  const part = new Uint8Array(16_384).fill(0x61);
  try {
    for (let sent = 0; sent < bytes;) sent += await connection.write(part);
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset)) {
      throw error;
    }
  }
}

async function first(connection: Deno.Conn): Promise<string> {
  const bytes = new Uint8Array(65_536);
  return new TextDecoder().decode(bytes.subarray(0, (await connection.read(bytes)) ?? 0));
}

async function rest(connection: Deno.Conn): Promise<string> {
  let text = "";
  try {
    for (let more = await first(connection); more !== ""; more = await first(connection)) text += more;
  } catch (error) {
    if (!(error instanceof Deno.errors.UnexpectedEof || error instanceof Deno.errors.ConnectionReset)) {
      throw error;
    }
  }
  return text;
}

async function* readsOf(connection: Deno.Conn): AsyncGenerator<Uint8Array> {
  const bytes = new Uint8Array(65_536);
  for (let read = await connection.read(bytes); read !== null; read = await connection.read(bytes)) {
    yield bytes.slice(0, read);
  }
}

/** Counts the events that come. */
function listen(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): { events: number; over: boolean } {
  const heard = { events: 0, over: false };
  const decoder = new TextDecoder();
  (async () => {
    for await (const chunk of chunks) {
      heard.events += decoder.decode(chunk, { stream: true }).split("data:").length - 1;
    }
  })().catch((error) => {
    // Closed from this side.
    if (!/closed|abort|Interrupted|BadResource/i.test(String(error))) throw error;
  }).finally(() => heard.over = true);
  return heard;
}
