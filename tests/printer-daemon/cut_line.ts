import assert from "node:assert/strict";
import { join } from "node:path";
import { filePath } from "../../src/db/embedded/file_path.ts";
import { openDatabase } from "../../src/db/open.ts";
import { paths } from "../../src/paths.ts";
import { aCaller } from "../api/caller.ts";
import { anAgent } from "../printing/daemon_stage.ts";
import { testApp } from "../support/app.ts";
import { AUTHORITY, CERTIFICATE, KEY } from "../support/certificate.ts";
import { copyTemplate } from "../support/database.ts";
import { startLine } from "../support/line.ts";
import { startPrinter } from "../support/printer.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";
import { inPlace, start } from "./daemon_process.ts";
import { configText, until } from "./shop.ts";

export interface CutLine {
  /** Labels that were asked for before the cut and while it lasted. */
  before: number;
  meanwhile: number;
  /** Milliseconds from the return of the network to the first of those labels on paper, and until the server knew of all. */
  firstAfter: number;
  allAfter: number;
}

const PRINT_MS = 150;

/**
 * The network between a real print service and a real server goes away without a word, in the middle of labels, and comes back after
 * `cutMs`; programs go on asking the server for labels. HTTPS with HTTP/2 in front of the server, as in most shops.
 */
export async function cutLine(
  { cutMs, before, meanwhile }: { cutMs: number; before: number; meanwhile: number },
): Promise<CutLine> {
  const data = await Deno.makeTempDir({ prefix: "reparo-line-" });
  const printer = await startPrinter({ printMs: PRINT_MS });
  const port = freePort();
  const keys = await aShopWithAgent(`file:${join(data, "reparo.db")}`);
  const server = await startServer({ data, url: `file:${join(data, "reparo.db")}`, port });
  const ask = programOf(`http://127.0.0.1:${port}`, keys.program);
  await using front = aFront(port);
  await using line = startLine(front.port);
  try {
    const config = configText({ server: `https://localhost:${line.port}`, port: printer.port });
    let seen: Omit<CutLine, "before" | "meanwhile"> = { firstAfter: 0, allAfter: 0 };
    await inPlace(config, async (place) => {
      await Deno.writeTextFile(`${place.dir}/token`, keys.agent);
      await Deno.writeTextFile(`${place.dir}/authority.pem`, AUTHORITY);
      const daemon = start(place, {
        net: "127.0.0.1,localhost",
        env: { DENO_CERT: `${place.dir}/authority.pem` },
      });
      const complaint = () => `${printer.labels.length} labels\n${daemon.output().slice(-5_000)}`;
      await until(() => daemon.output().includes('"event":"welcome"'), complaint);
      for (let at = 0; at < before; at++) await ask.print(`A-${at}`);
      await until(() => printer.labels.length > 0, complaint);
      line.cut();
      for (let at = 0; at < meanwhile; at++) {
        await ask.print(`B-${at}`);
        await pause(cutMs / meanwhile);
      }
      assert.equal(came(printer, "B-"), 0, "the line is cut");
      line.mend();
      const back = performance.now();
      await until(() => came(printer, "B-") > 0, complaint, 120_000);
      const firstAfter = performance.now() - back;
      while ((await ask.unfinished()) > 0) {
        assert.ok(performance.now() - back < 300_000, complaint());
        await pause(100);
      }
      seen = { firstAfter, allAfter: performance.now() - back };
      daemon.child.kill("SIGTERM");
      assert.equal(await daemon.done, 0);
    });
    const codes = [
      ...Array.from({ length: before }, (_, at) => `A-${at}`),
      ...Array.from({ length: meanwhile }, (_, at) => `B-${at}`),
    ];
    assert.deepEqual(codes.map((code) => came(printer, `${code}^FS`)), codes.map(() => 1), "each label once");
    assert.equal(printer.labels.length, codes.length);
    assert.deepEqual(await ask.states(), codes.map(() => "printed"));
    return { before, meanwhile, ...seen };
  } finally {
    await stop(server);
    await printer.close();
    await Deno.remove(data, { recursive: true });
  }
}

function came(printer: { labels: readonly { zpl: string }[] }, text: string): number {
  return printer.labels.filter(({ zpl }) => zpl.includes(`^FD${text}`)).length;
}

/** What stands before a server on the internet: TLS, with HTTP/2 for who can. */
function aFront(port: number) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, cert: CERTIFICATE, key: KEY, onListen() {} },
    (request) => {
      const { pathname, search } = new URL(request.url);
      const headers = new Headers(request.headers);
      headers.delete("Host");
      return fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
        method: request.method,
        headers,
        body: request.body,
      });
    },
  );
  return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}

function programOf(url: string, token: string) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  async function jobs(query: string): Promise<{ state: string }[]> {
    const answer = await fetch(`${url}${paths.apiPrintJobs()}?limit=200${query}`, { headers });
    assert.equal(answer.status, 200, await answer.clone().text());
    return await answer.json();
  }
  return {
    async print(code: string): Promise<void> {
      const answer = await fetch(url + paths.apiPrintJobs(), {
        method: "POST",
        headers: { ...headers, "Idempotency-Key": code },
        body: JSON.stringify({
          printer: "mostrador",
          template: "text",
          data: { code, lines: ["Tornillos"] },
        }),
      });
      assert.equal(answer.status, 201, await answer.text());
    },
    unfinished: async () => (await jobs("&state=queued,leased,custody,sending")).length,
    states: async () => (await jobs("")).map(({ state }) => state),
  };
}

async function aShopWithAgent(url: string): Promise<{ agent: string; program: string }> {
  await copyTemplate(filePath(url));
  const database = await openDatabase(url);
  try {
    await using app = await testApp(database);
    app.now = Date.now();
    const [{ token: agent }, { token: program }] = [await anAgent(app), await aCaller(app)];
    return { agent, program };
  } finally {
    await database.close();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
