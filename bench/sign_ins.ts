/**
 * How long others wait while people sign in, whose passwords are hashed: `deno run -A bench/sign_ins.ts [a second]`. One client asks
 * `/salud` without a pause, before and while so many sign in each second.
 */
import { SERVER_ENV, serverArguments } from "../src/cli/server.ts";
import { parseConfig } from "../src/config.ts";
import { SYSTEM } from "../src/context.ts";
import { contextOf } from "../src/http/session.ts";
import { paths } from "../src/paths.ts";
import { openServices } from "../src/start.ts";
import { createUser } from "../src/users/commands.ts";
import { seededFolder, startProgram } from "./support.ts";

const PORT = "8707";
const ROUND_MS = 15_000;
const WHO = { email: "bench@example.com", password: "pinza torx cinco estaño" };

const each = Number(Deno.args[0] ?? 20);
const { dir } = await seededFolder(2_000);
const settings = { DATA_DIR: dir, PORT };
await addPerson();
await using server = await startProgram(serverArguments(parseConfig(settings)), {
  env: { ...settings, ...SERVER_ENV },
  port: Number(PORT),
  path: "/salud",
});
const door = await openDoor();
await signIn();
const before = await others(() => pause(ROUND_MS));
const signIns: number[] = [];
const during = await others(() => signInAtRate(signIns));
console.table({
  "/salud before": shares(before),
  "/salud meanwhile": shares(during),
  "signing in": shares(signIns),
});
console.log(`${signIns.length} sign-ins in ${ROUND_MS / 1_000} s`);
if (!Deno.env.has("BENCH_DATA")) await Deno.remove(dir, { recursive: true });

async function addPerson(): Promise<void> {
  const services = await openServices(parseConfig(settings), new AbortController().signal);
  const shop = await services.shop.read();
  const ctx = contextOf(services, { actor: SYSTEM, shop, locale: "es", requestId: "bench", ip: "" });
  const there = await services.database.db.selectFrom("user").select("id").where("email", "=", WHO.email)
    .executeTakeFirst();
  const branch_id = shop.branches[0]?.id ?? "";
  if (!there) await createUser(ctx, { ...WHO, name: "Bench", role: "receptionist", branch_id });
  await services.database.close();
}

/** The cookie and the token of a sign-in form, which serve for any number of them. */
async function openDoor(): Promise<{ cookie: string; token: string }> {
  const page = await fetch(server.url + paths.signIn());
  const [cookie = ""] = page.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  const token = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  return { cookie, token };
}

async function signIn(): Promise<number> {
  const at = performance.now();
  const answer = await fetch(server.url + paths.signIn(), {
    method: "POST",
    redirect: "manual",
    headers: { Cookie: door.cookie, Origin: server.url },
    body: new URLSearchParams({ ...WHO, _csrf: door.token }),
  });
  await answer.body?.cancel();
  if (answer.status !== 303) throw new Error(`a sign-in was answered ${answer.status}`);
  return performance.now() - at;
}

async function signInAtRate(times: number[]): Promise<void> {
  const until = performance.now() + ROUND_MS;
  const under: Promise<number>[] = [];
  for (let at = performance.now(); at < until; at += 1_000 / each) {
    under.push(signIn());
    await pause(Math.max(0, at + 1_000 / each - performance.now()));
  }
  times.push(...await Promise.all(under));
}

/** What `/salud` took each time while something was done, milliseconds. */
async function others(act: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  let over = false;
  const asking = (async () => {
    while (!over) {
      const at = performance.now();
      const answer = await fetch(`${server.url}/salud`);
      await answer.body?.cancel();
      if (answer.status !== 200) throw new Error(`/salud answered ${answer.status}`);
      times.push(performance.now() - at);
      await pause(10);
    }
  })();
  await Promise.race([act(), asking]);
  over = true;
  await asking;
  return times;
}

function shares(times: number[]): Record<"p50" | "p99" | "longest", number> {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  return { p50: at(0.5), p99: at(0.99), longest: at(1) };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
