/**
 * How soon a move on the board is on other screens: `deno run -A bench/live.ts`. From sending the request until the card's column has
 * arrived on each of SCREENS open event streams, over loopback, from a server as `deno task start` runs it.
 */
import { SERVER_ENV, serverArguments } from "../src/cli/server.ts";
import { parseConfig } from "../src/config.ts";
import { openServices } from "../src/start.ts";
import { seededFolder, startProgram } from "./support.ts";

const SCREENS = 20;
const MOVES = 200;

const { dir } = await seededFolder(1_000);
const settings = { DATA_DIR: dir, PORT: "8703" };
const cookie = await signedIn();
await using server = await startProgram(serverArguments(parseConfig(settings)), {
  env: { ...settings, ...SERVER_ENV },
  port: 8703,
  path: "/salud",
});

const board = await (await fetch(`${server.url}/tablero`, { headers: { Cookie: cookie } })).text();
const number = found(/<li[^>]*id="card-([^"]+)"[^>]*data-status="repairing"/, board);
const csrf = found(/name="_csrf" value="([^"]+)"/, board);
const closing = new AbortController();
const screens = await Promise.all(Array.from({ length: SCREENS }, openScreen));
const first: number[] = [];
const last: number[] = [];
for (let move = 0; move < MOVES; move++) {
  const to = move % 2 === 0 ? "awaiting_parts" : "repairing";
  const arrivals = screens.map((screen) => screen.shows(to));
  const asked = performance.now();
  const response = await fetch(`${server.url}/tablero/${number}/estado`, {
    method: "POST",
    headers: { Cookie: cookie, Origin: server.url, "HX-Request": "true" },
    body: new URLSearchParams({ _csrf: csrf, to }),
    redirect: "manual",
  });
  await response.body?.cancel();
  if (response.status >= 400) throw new Error(`the move was answered ${response.status}`);
  const took = (await Promise.all(arrivals)).map((at) => at - asked);
  first.push(Math.min(...took));
  last.push(Math.max(...took));
}
closing.abort();
console.table({
  "first screen, p50 / p95, ms": `${share(first, 0.5)} / ${share(first, 0.95)}`,
  [`last of ${SCREENS} screens, p50 / p95, ms`]: `${share(last, 0.5)} / ${share(last, 0.95)}`,
});
if (!Deno.env.has("BENCH_DATA")) await Deno.remove(dir, { recursive: true });

async function signedIn(): Promise<string> {
  const services = await openServices(parseConfig(settings), new AbortController().signal);
  const user = await services.database.db.selectFrom("user").select("id").where("role", "=", "admin")
    .orderBy("id").executeTakeFirstOrThrow();
  const token = await services.sessions.start(user.id, { ip: "127.0.0.1", userAgent: "bench" });
  await services.database.close();
  return `sid=${token}`;
}

/** Another browser that keeps the board open. */
async function openScreen(): Promise<{ shows(status: string): Promise<number> }> {
  const response = await fetch(`${server.url}/tablero/en-vivo`, {
    headers: { Cookie: cookie },
    signal: closing.signal,
  });
  let wanted = "";
  let arrived = (_at: number) => {};
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error("the stream is empty");
  const opened = Promise.withResolvers<void>();
  const read = async () => {
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += part.value;
      opened.resolve();
      if (wanted && text.includes(wanted)) arrived(performance.now());
      if (text.endsWith("\n\n")) text = "";
    }
  };
  read().catch((error) => closing.signal.aborted || console.error(error));
  await opened.promise;
  return {
    shows(status) {
      wanted = `id="card-${number}" data-status="${status}"`;
      return new Promise((resolve) => arrived = resolve);
    },
  };
}

function found(pattern: RegExp, text: string): string {
  const match = pattern.exec(text)?.[1];
  if (!match) throw new Error(`nothing matches ${pattern}`);
  return match;
}

function share(times: number[], part: number): number {
  return Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? NaN);
}
