/**
 * Pages of a real server while its mail server hangs, while it is well, and while there are no mails, in windows that take turns: the same
 * devices come in, in the last kind of clients without an address.
 * `deno run -A tests/soak/hanging_mail.ts [WINDOWS OF EACH]`
 */
import assert from "node:assert/strict";
import net from "node:net";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { aShop } from "../faults/a_shop.ts";
import { anOrderWish } from "../faults/mixed_load.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";

const WINDOW_MS = 10_000;
const READERS = 2;
const THINK_MS = 25;
const DEVICE_EVERY_MS = 250;

const windows = Number(Deno.args[0] ?? 12);
let hangs = false;
let taken = 0;
const open = new Set<net.Socket>();
const inner = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onData(stream, _session, done) {
    stream.resume();
    stream.on("end", () => (taken++, done()));
  },
});
await new Promise<void>((resolve) => inner.listen(0, "127.0.0.1", resolve));
/** What stands before the mail server, and says nothing while it hangs. */
const door = net.createServer((socket) => {
  open.add(socket);
  socket.on("error", () => socket.destroy()).on("close", () => open.delete(socket));
  if (hangs) return;
  const address = inner.server.address();
  const far = net.connect(typeof address === "object" && address ? address.port : 0, "127.0.0.1");
  far.on("error", () => far.destroy()).on("close", () => socket.destroy());
  socket.on("close", () => far.destroy());
  socket.pipe(far).pipe(socket);
});
await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
const address = door.address();
const smtp = `smtp://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;

const data = await Deno.makeTempDir({ prefix: "reparo-mail-" });
const url = `file:${join(data, "reparo.db")}`;
const keys = await aShop(url);
const port = freePort();
const server = await startServer({
  data,
  url,
  port,
  env: { SMTP_URL: smtp, MAIL_FROM: "Taller <taller@example.com>" },
});
const KINDS = ["hanging", "well", "none"] as const;
type Kind = (typeof KINDS)[number];
/** Pages of each window, in milliseconds. */
const times: Record<Kind, number[][]> = { hanging: [], well: [], none: [] };
let kind: Kind = "none";
let [made, mails, most] = [0, 0, 0];
try {
  await window();
  for (let round = 0; round < windows; round++) {
    for (const next of round % 2 ? KINDS : KINDS.toReversed()) {
      await drain();
      [kind, hangs] = [next, next === "hanging"];
      times[kind].push(await window());
      if (hangs) most = Math.max(most, open.size);
      hangs = false;
    }
  }
  await drain();
} finally {
  await stop(server);
  for (const socket of open) socket.destroy();
  door.close();
  await new Promise<void>((resolve) => inner.close(() => resolve()));
  await Deno.remove(data, { recursive: true });
}
assert.ok(most > 0 && taken > 0);
const told = KINDS.map((one) =>
  `${one} ${p95(times[one].flat()).toFixed(1)} ms (${times[one].flat().length})`
).join(", ");
console.log(
  `${windows} windows of ${WINDOW_MS / 1_000} s each, p95 of pages: ${told}; hanging against well ${
    against("well")
  } times, ` +
    `against none ${
      against("none")
    } times (median of the rounds); ${made} devices, ${taken} of ${mails} mails arrived in the end, ` +
    `at most ${most} connections hung`,
);

function against(other: Kind): string {
  const ratios = times.hanging.map((ms, at) => p95(ms) / p95(times[other][at] ?? []));
  return (ratios.toSorted((one, two) => one - two)[Math.floor(ratios.length / 2)] ?? NaN).toFixed(2);
}

/** Whatever waits for the mail server gets there. */
async function drain(): Promise<void> {
  for (const socket of open) socket.destroy();
  while (taken < mails) await new Promise((resolve) => setTimeout(resolve, 100));
}

/** What the pages of one window took. */
async function window(): Promise<number[]> {
  const took: number[] = [];
  const end = performance.now() + WINDOW_MS;
  async function read(): Promise<void> {
    while (performance.now() < end) {
      const began = performance.now();
      const answer = await fetch(`http://127.0.0.1:${port}/ordenes`, { headers: { Cookie: keys.cookie } });
      await answer.text();
      assert.equal(answer.status, 200);
      took.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, THINK_MS));
    }
  }
  async function receive(): Promise<void> {
    while (performance.now() < end) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/ordenes/`, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${keys.token}`,
          "Content-Type": "application/json",
          "Idempotency-Key": `device-${++made}`,
        },
        body: JSON.stringify(wish()),
      });
      assert.equal(answer.status, 201, await answer.text());
      if (kind !== "none") mails++;
      await new Promise((resolve) => setTimeout(resolve, DEVICE_EVERY_MS));
    }
  }
  await Promise.all([...Array.from({ length: READERS }, read), receive()]);
  return took;
}

function wish(): unknown {
  const { client, ...rest } = anOrderWish(made) as { client: { name: string; contacts: { kind: string }[] } };
  const contacts = client.contacts.filter((contact) => kind !== "none" || contact.kind !== "email");
  return { ...rest, client: { ...client, contacts } };
}

function p95(ms: number[]): number {
  return ms.toSorted((a, b) => a - b)[Math.floor(ms.length * 0.95)] ?? NaN;
}
