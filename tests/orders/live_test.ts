import assert from "node:assert/strict";
import { addNote, assign } from "../../src/orders/commands.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { undoMove } from "../../src/orders/undo_commands.ts";
import { asAdmin, asReceptionist, type Browser, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const SQLITE_ONLY = { engines: ["libsql" as const] };

eachDatabase("an open page hears at once what somebody else did", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app);
  const admin = await asAdmin(app);
  const page = await admin.page(`/ordenes/${number}`);
  const [, live = ""] = /hx-sse:connect="([^"]+)"/.exec(page) ?? [];
  const response = await admin.get(live.replaceAll("&amp;", "&"), { Accept: "text/event-stream" });
  assert.match(response.headers.get("Content-Type") ?? "", /^text\/event-stream/);
  const stream = reader(response);
  const badge = await stream.next();
  assert.match(badge, /hx-target="#printer-badge"/, "the frame may be older than the connection");
  assert.doesNotMatch(badge, /hx-target="#order/, "what is up to date is not sent");
  await note(app, number, "Llegó el repuesto");
  const told = await stream.next();
  assert.ok(
    told.includes("Llegó el repuesto") && told.includes('hx-target="#order-story"'),
    told.slice(0, 200),
  );
  await stream.cancel();
}, SQLITE_ONLY);

eachDatabase(
  "a page that was made before a change is brought up to date as it connects",
  async (_, database) => {
    await using app = await testApp(database);
    const { number } = await anOrder(app);
    const admin = await asAdmin(app);
    const page = await admin.page("/tablero");
    const [, live = ""] = /hx-sse:connect="([^"]+)"/.exec(page) ?? [];
    await assign(await app.ctx(userActor(app, "receptionist")), number, app.users.technician.id);
    const stream = reader(await admin.get(live.replaceAll("&amp;", "&"), { Accept: "text/event-stream" }));
    const told = await stream.next();
    assert.ok(told.includes('hx-target="#board-new"') && told.includes("Tomás Técnico"), told.slice(0, 200));
    await stream.cancel();
  },
);

eachDatabase(
  "a board hears of a move at once, and only of the columns that it changed",
  async (_, database) => {
    await using app = await testApp(database);
    const moved = await anOrder(app, { status: "approved", technicianId: app.users.technician.id });
    await anOrder(app, { status: "ready" });
    const rocio = await asReceptionist(app);
    const stream = await watchBoard(rocio, "/tablero");
    assert.deepEqual(targetsOf(await stream.next()), []);
    const tomas = await app.ctx(userActor(app, "technician"));
    await moveStatus(tomas, moved.number, { to: "awaiting_parts" });
    const told = await stream.next();
    assert.deepEqual(targetsOf(told), ["#board-active", "#board-waiting"]);
    assert.match(told, new RegExp(`#board-waiting[^]*card-${moved.number}[^]*Esperando repuestos`));
    await undoMove(tomas, moved.number);
    assert.deepEqual(targetsOf(await stream.next()), ["#board-active", "#board-waiting"]);
    await note(app, moved.number, "Que no se ve en el tablero");
    assert.equal(await stream.next(), ":", "nothing that the board shows");
    await stream.cancel();
  },
);

eachDatabase(
  "a browser that comes back says what it saw last, and gets what it has missed and no more",
  async (_, database) => {
    await using app = await testApp(database);
    const { number } = await anOrder(app, { status: "approved", technicianId: app.users.technician.id });
    const tomas = await app.ctx(userActor(app, "technician"));
    const rocio = await asReceptionist(app);
    const first = await watchBoard(rocio, "/tablero");
    assert.deepEqual(targetsOf(await first.next()), []);
    await moveStatus(tomas, number, { to: "repairing" });
    const [, id = ""] = /^id: (.+)$/m.exec(await first.next()) ?? [];
    assert.notEqual(id, "");
    await first.cancel();

    const idle = await watchBoard(rocio, "/tablero", { "Last-Event-ID": id });
    assert.deepEqual(targetsOf(await idle.next()), [], "nothing has happened since");
    await idle.cancel();
    // Somebody else's request began earlier and commits later: a mark made of times would miss it.
    const earlier = { ...tomas, now: tomas.now - 5 };
    await moveStatus(earlier, number, { to: "awaiting_parts" });
    const back = await watchBoard(rocio, "/tablero", { "Last-Event-ID": id });
    assert.deepEqual(targetsOf(await back.next()), ["#board-active", "#board-waiting"]);
    await back.cancel();
    const lost = await watchBoard(rocio, "/tablero", { "Last-Event-ID": "of another version" });
    assert.equal(targetsOf(await lost.next()).length, 4, "everything, when it cannot tell");
    await lost.cancel();
    app.now += 300_000;
    const old = await watchBoard(rocio, "/tablero", { "Last-Event-ID": id });
    assert.equal(targetsOf(await old.next()).length, 4, "ages are words: after a while they are all old");
    await old.cancel();
  },
);

eachDatabase("the table and the wall are kept up to date as well", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app);
  const rocio = await asReceptionist(app);
  const table = await watchBoard(rocio, "/tablero?vista=tabla");
  const wall = await watchBoard(rocio, "/tablero?muro");
  assert.deepEqual(targetsOf(await table.next()), []);
  assert.equal(await wall.next(), ":", "no frame, no badge");
  await assign(await app.ctx(userActor(app, "receptionist")), number, app.users.technician.id);
  assert.deepEqual(targetsOf(await table.next()), ["#board-table"]);
  const told = await wall.next();
  assert.deepEqual(targetsOf(told), ["#board-new"]);
  assert.doesNotMatch(told, /<a |<button/, "nothing to touch");
  await table.cancel();
  await wall.cancel();
});

eachDatabase("a stream ends with the session", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app);
  const admin = await asAdmin(app);
  const stream = reader(await admin.get(`/ordenes/${number}/en-vivo`, { Accept: "text/event-stream" }));
  assert.match(await stream.next(), /hx-partial/);
  await admin.post("/salir");
  await note(app, number, "Ya no");
  assert.equal(await stream.next(), "");
  const nobody = await app.request(`/ordenes/${number}/en-vivo`);
  assert.notEqual(nobody.status, 200);
  await nobody.body?.cancel();
}, SQLITE_ONLY);

/** The stream that a page of the board opens. */
async function watchBoard(browser: Browser, path: string, headers: Record<string, string> = {}) {
  const [, live = ""] = /hx-sse:connect="([^"]+)"/.exec(await browser.page(path)) ?? [];
  const accept = { Accept: "text/event-stream", ...headers };
  return reader(await browser.get(live.replaceAll("&amp;", "&"), accept));
}

/** The parts of the board in a message; the frame's badge may come along. */
function targetsOf(message: string): string[] {
  return [...message.matchAll(/hx-partial hx-target="(#board[^"]+)"/g)].map(([, target = ""]) => target);
}

async function note(app: TestApp, number: string, text: string): Promise<void> {
  const ctx = await app.ctx(userActor(app, "receptionist"));
  await addNote(ctx, number, { text, visibility: "internal", form_key: crypto.randomUUID() });
}

/** One message after the other; "" when the stream is over. */
function reader(response: Response) {
  const source = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  return {
    async next(): Promise<string> {
      while (source && !held.includes("\n\n")) {
        const { done, value } = await source.read();
        if (done) return "";
        held += value;
      }
      const end = held.indexOf("\n\n");
      const message = held.slice(0, end);
      held = held.slice(end + 2);
      return message;
    },
    cancel: () => source?.cancel(),
  };
}
