import assert from "node:assert/strict";
import fc from "fast-check";
import { OPERATIONS } from "../../src/api/app.ts";
import { apiDocument } from "../../src/api/document.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { createEndpoint, sendTest } from "../../src/webhooks/commands.ts";
import { freshDatabase } from "../support/database.ts";
import { fillOrder } from "../support/full_order.ts";
import { anOrder } from "../support/order_builders.ts";
import { aCaller } from "./caller.ts";
import { bodyChecker, type Described, type Document, fitting, unfitting } from "./contract.ts";

/** More of both with `CONTRACT_RUNS`, for long rounds. */
const RUNS = Number(Deno.env.get("CONTRACT_RUNS") ?? 6);

const document = JSON.parse(JSON.stringify(
  apiDocument(OPERATIONS, { version: "0.1.0", baseUrl: "http://localhost:8000", name: "Service Norte" }),
)) as Document;
const checkerOf = bodyChecker(document);

Deno.test("every operation answers as the document says, whatever it is asked", async (t) => {
  await using database = await freshDatabase();
  await using app = await testApp(database, { API_RATE_LIMIT: "1000000" });
  const order = await anOrder(app, { status: "repairing", client: { email: "marta@example.com" } });
  await fillOrder(await app.ctx(userActor(app, "admin")), order.id);
  const ids = await someIds(app);
  const caller = await aCaller(app);
  for (const { id, method, path } of OPERATIONS) {
    const real = { number: order.number, ...ids[path.split("/")[2] ?? ""] };
    await t.step(id, async () => {
      const described = document.paths[path]?.[method];
      assert.ok(described);
      const property = fc.asyncProperty(requestsOf(described, { path, real }), async (request) => {
        const { address, query, body, headers } = request;
        const answer = await caller.send(method.toUpperCase(), address + query, body, headers);
        await checkAnswer(described, {
          answer,
          text: await answer.text(),
          sparse: query.includes("fields="),
        });
      });
      await fc.assert(property, { numRuns: RUNS, ...exampleOf(described, { path, real }) });
    });
  }
});

/** What the parameters of each resource's addresses may be. */
async function someIds(app: TestApp): Promise<Record<string, Record<string, string>>> {
  const { db } = app.services.database;
  const url = "https://contable.example/";
  const { id: webhook } = await createEndpoint(await app.ctx(), { url, description: "", types: [] });
  await sendTest(await app.ctx(), webhook, crypto.randomUUID());
  const one = async (table: "client" | "contact" | "device" | "webhook_delivery") =>
    (await db.selectFrom(table).select("id").orderBy("id").limit(1).executeTakeFirstOrThrow()).id;
  return {
    clientes: { id: await one("client"), contact: await one("contact") },
    equipos: { id: await one("device") },
    webhooks: { id: webhook, delivery: await one("webhook_delivery") },
  };
}

interface At {
  path: string;
  real: Record<string, string>;
}

interface Request {
  address: string;
  query: string;
  body: unknown;
  headers: Record<string, string>;
}

function requestsOf(described: Described, at: At): fc.Arbitrary<Request> {
  const parameters = described.parameters ?? [];
  const schema = Object.values(described.requestBody?.content ?? {})[0]?.schema;
  const body = schema
    ? fc.oneof(fitting(schema, document), unfitting(schema, document))
    : fc.constant(undefined);
  const ofQuery = parameters.filter((one) => one.in === "query");
  const values = fc.record(
    Object.fromEntries(ofQuery.map((one) => [
      one.name,
      fc.oneof(fitting(one.schema, document).map(String), fc.string()),
    ])),
    { requiredKeys: [] },
  );
  return fc.record({
    address: fc.oneof({ weight: 4, arbitrary: fc.constant(filled(at)) }, {
      weight: 1,
      arbitrary: fc.constant(filled({ ...at, real: {} })),
    }),
    query: values.map((query) => {
      const text = new URLSearchParams(query as Record<string, string>).toString();
      return text === "" ? "" : `?${text}`;
    }),
    body,
    headers: fc.constant(headersOf(described)),
  });
}

/** What the document itself gives as an example is among what is asked. */
function exampleOf(described: Described, at: At): { examples?: [Request][] } {
  const example = Object.values(described.requestBody?.content ?? {})[0]?.example;
  return { examples: [[{ address: filled(at), query: "", body: example, headers: headersOf(described) }]] };
}

function headersOf({ parameters = [] }: Described): Record<string, string> {
  return parameters.some(({ name }) => name === "If-Match") ? { "If-Match": "*" } : {};
}

function filled({ path, real }: At): string {
  return path.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => real[name] ?? (name === "number" ? "S01-999999" : "nada"),
  );
}

async function checkAnswer(
  described: Described,
  { answer, text, sparse }: { answer: Response; text: string; sparse: boolean },
): Promise<void> {
  const { status, headers } = answer;
  const told = `${described.operationId} ${status} ${text.slice(0, 400)}`;
  assert.ok(status < 500, told);
  const documented = described.responses[String(status)];
  assert.ok(documented, `undocumented: ${told}`);
  const type = (headers.get("Content-Type") ?? "").split(";")[0] ?? "";
  const schema = documented.content?.[type]?.schema;
  if (documented.content) assert.ok(schema, `undocumented type ${type}: ${told}`);
  if (!schema || !type.endsWith("json") || (sparse && status === 200)) return;
  const check = checkerOf(schema);
  assert.ok(await check(JSON.parse(text)), `${JSON.stringify(check.errors)}\n${told}`);
}
