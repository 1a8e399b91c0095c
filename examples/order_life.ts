/**
 * Takes a device in, moves its order, and tells what has happened in the shop since the last run.
 *
 *   deno task api-client   # the types of the API, once
 *   REPARO_URL=https://taller.example.com REPARO_TOKEN=rpo_… deno run --allow-net --allow-env --allow-read=. --allow-write=. \
 *     examples/order_life.ts
 *
 * The token needs the scopes orders:write, technicians:read and events:read. Where the feed was left is kept in ./reparo-cursor, or
 * in the file that REPARO_CURSOR names.
 */
import type { paths } from "../dist/reparo-api.d.ts";

type Json<Answer> = Answer extends { content: { "application/json": infer Body } } ? Body : never;
type NewOrder = Json<paths["/api/ordenes"]["post"]["requestBody"]>;
type Order = Json<paths["/api/ordenes/{number}"]["get"]["responses"]["200"]>;
type Move = Json<paths["/api/ordenes/{number}/estado"]["post"]["requestBody"]>;
type Technician = Json<paths["/api/tecnicos"]["get"]["responses"]["200"]>[number];
type ShopEvent = Json<paths["/api/eventos"]["get"]["responses"]["200"]>[number];

const [url, token] = [setting("REPARO_URL"), setting("REPARO_TOKEN")];
const cursorFile = Deno.env.get("REPARO_CURSOR") ?? "reparo-cursor";

const intake: NewOrder = {
  client: { name: "Marta Núñez", contacts: [{ kind: "whatsapp", value: "11 4000 1234" }] },
  device: { category: "phone", brand: "Samsung", model: "Galaxy A54" },
  fault: "No carga",
  accessories: ["Funda"],
  signature_name: "Marta Núñez",
  is_another_client: true,
};
const { number } = await post<Order>("/api/ordenes/", intake);
console.log(`received ${number}`);

const [technician] = await read<Technician[]>(`${url}/api/tecnicos/`).then(({ body }) => body);
const move: Move = { from: "received", to: "diagnosing", technician_id: technician?.id };
const { status } = await post<Order>(`/api/ordenes/${number}/estado`, move);
console.log(`moved ${number} to ${status}`);

for await (const event of eventsSince(await lastCursor())) console.log(`event ${event.type}`);

/** Every event from an address of the feed on; what comes later is read by the next run. */
async function* eventsSince(address: string): AsyncGenerator<ShopEvent> {
  for (let next = address;;) {
    const { body: events, link } = await read<ShopEvent[]>(next);
    yield* events;
    next = link;
    // Only now: who is stopped half way reads a page twice, and tells its events by their ids.
    await Deno.writeTextFile(cursorFile, next);
    if (events.length === 0) return;
  }
}

async function lastCursor(): Promise<string> {
  try {
    return await Deno.readTextFile(cursorFile);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return `${url}/api/eventos/?limit=100`;
  }
}

/** One key for each act: sent again after a lost answer, it gets that answer and makes nothing twice. */
async function post<Answer>(path: string, body: unknown): Promise<Answer> {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
  return (await ask<Answer>(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) })).body;
}

async function read<Answer>(address: string) {
  return await ask<Answer>(address, {});
}

async function ask<Answer>(address: string, init: RequestInit): Promise<{ body: Answer; link: string }> {
  const headers = new Headers(init.headers);
  headers.set("Authorization", `Bearer ${token}`);
  const answer = await fetch(address, { ...init, headers });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  const [, link = ""] = /<([^>]+)>; rel="next"/.exec(answer.headers.get("Link") ?? "") ?? [];
  return { body: await answer.json(), link };
}

function setting(name: string): string {
  const value = Deno.env.get(name);
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
