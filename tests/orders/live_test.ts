import assert from "node:assert/strict";
import { addNote } from "../../src/orders/commands.ts";
import { asAdmin, type TestApp, testApp, userActor } from "../support/app.ts";
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
    await note(app, number, "Mientras tanto");
    const stream = reader(await admin.get(live.replaceAll("&amp;", "&"), { Accept: "text/event-stream" }));
    const told = await stream.next();
    assert.ok(told.includes('hx-target="#board"') && told.includes(number), told.slice(0, 200));
    await stream.cancel();
  },
  SQLITE_ONLY,
);

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
