import assert from "node:assert/strict";
import fc from "fast-check";
import sharp from "sharp";
import { OPERATIONS } from "../../src/api/app.ts";
import { apiDocument } from "../../src/api/document.ts";
import type { Operation } from "../../src/api/operation.ts";
import { openAlert } from "../../src/alerts/commands.ts";
import type { Ctx } from "../../src/context.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { createEndpoint, sendTest } from "../../src/webhooks/commands.ts";
import { takeFile } from "../../src/imports/commands.ts";
import { freshDatabase, type TestEngine } from "../support/database.ts";
import { keepPhoto, readPhoto } from "../../src/files/uploads.ts";
import { addPhotos } from "../../src/orders/commands.ts";
import { addCanned } from "../../src/notes/canned_commands.ts";
import { recordApproval } from "../../src/quotes/approval_commands.ts";
import { saveTemplate } from "../../src/quotes/template_commands.ts";
import { aReview } from "../gateways/gateway_stage.ts";
import type { Db } from "../../src/db/open.ts";
import { sha256 } from "../../src/lib/token.ts";
import { fillOrder } from "../support/full_order.ts";
import { aSentReport } from "../reports/report_stage.ts";
import { anOrder } from "../support/order_builders.ts";
import { aCaller } from "./caller.ts";
import { shopIds } from "./shop_ids.ts";
import {
  bodyChecker,
  type Described,
  type Document,
  fitting,
  hostileText,
  type Media,
  unfitting,
} from "./contract.ts";

const document = JSON.parse(JSON.stringify(
  apiDocument(OPERATIONS, { version: "0.1.0", baseUrl: "http://localhost:8000", name: "Service Norte" }),
)) as Document;
const checkerOf = bodyChecker(document);

interface Round {
  runs: number;
  /** The same one asks the same again. */
  seed?: number;
  /** Counts how often each status is answered. */
  statuses?: Map<number, number>;
}

/** What is sent where the body is a file. */
const FILES = [
  new Uint8Array(
    await sharp({ create: { width: 40, height: 30, channels: 3, background: "#777" } }).jpeg().toBuffer(),
  ),
  new TextEncoder().encode("Código;Nombre\r\nC1;Marta Núñez"),
  new TextEncoder().encode("%PDF-1.7\n%%EOF"),
];

export interface Walk extends AsyncDisposable {
  /** Asks one operation so many times. @throws what tells of an answer that is not as the document says */
  ask(operation: Operation, round: Round): Promise<void>;
}

/** A shop with an order that everything has happened to, whose API is held against its document. */
export async function startWalk(engine?: TestEngine): Promise<Walk> {
  const database = await freshDatabase(engine);
  const app = await testApp(database, { API_RATE_LIMIT: "1000000" });
  const order = await anOrder(app, { status: "repairing", client: { email: "marta@example.com" } });
  await fillOrder(await app.ctx(userActor(app, "admin")), order.id);
  const ids = await someIds(app, order.number);
  const named = await namedRows(app, order.number);
  // What the filled order's client answered has no seal, so that no whole file of it can be drawn.
  const { number: agreed } = await database.db.selectFrom("order").innerJoin(
    "quote",
    "quote.order_id",
    "order.id",
  )
    .select("order.number").where("quote.id", "=", ids.presupuestos?.id ?? "").executeTakeFirstOrThrow();
  const caller = await aCaller(app);
  return {
    async ask({ method, path }, { runs, seed, statuses = new Map() }) {
      const number = path.includes("expediente") ? agreed : order.number;
      const real = { number, ...ids[path.split("/")[2] ?? ""] };
      const described = document.paths[path]?.[method];
      assert.ok(described);
      const property = fc.asyncProperty(requestsOf(described, { path, real, named }), async (request) => {
        const { address, query, body, headers } = request;
        const answer = await caller.send(method.toUpperCase(), address + query, body, headers);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        await checkAnswer(described, {
          answer,
          text: await answer.text(),
          sparse: query.includes("fields="),
        });
      });
      const examples = exampleOf(described, { path, real, named });
      await fc.assert(property, { numRuns: runs, ...seed !== undefined && { seed }, ...examples });
    },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** What the parameters of each resource's addresses may be. */
export async function someIds(app: TestApp, number: string): Promise<Record<string, Record<string, string>>> {
  const { db } = app.services.database;
  const url = "https://contable.example/";
  const { id: webhook } = await createEndpoint(await app.ctx(), { url, description: "", types: [] });
  await sendTest(await app.ctx(), webhook, crypto.randomUUID());
  const { id: sent } = await takeFile(await app.ctx(userActor(app, "admin")), {
    kind: "clients",
    file: new File(["Código;Nombre\r\nC1;Marta Núñez"], "clientes.csv"),
    form_key: crypto.randomUUID(),
  });
  const staff = await app.ctx(userActor(app, "admin"));
  const [job, canned] = [crypto.randomUUID(), crypto.randomUUID()];
  const line = { kind: "labour", option: "", id: "", description: "Mano de obra", quantity: 1_000 } as const;
  const priced = { ...line, unitMinor: 100_00, taxRate: 0, part_id: null, costMinor: null };
  await saveTemplate(staff, null, {
    name: "Pantalla",
    active: true,
    lines: [priced],
    version: 0,
    form_key: job,
  });
  await addCanned(staff, { title: "Listo", text: "Ya está", form_key: canned });
  const bytes = new Blob([FILES[0] ?? ""], { type: "image/jpeg" });
  const { id: photo } = await keepPhoto(staff, { name: "frente.jpg", photo: await readPhoto(bytes) });
  await addPhotos(staff, number, { photos: [photo], visibility: "internal" });
  // The filled order's own answer was sealed by nobody.
  const agreed = await anOrder(app, { status: "diagnosing" });
  await recordApproval(staff, agreed.number, {
    ...{ how: "phone", who: "Marta", note: "", option: "", claim_reason: "", silent: true },
    ...{ agreed: 100_00, agreed_for: "Pantalla", form_key: crypto.randomUUID() },
  });
  const { id: quote } = await db.selectFrom("quote").select("id").where("order_id", "=", agreed.id)
    .executeTakeFirstOrThrow();
  const one = (table: WithId) => firstId(db, table);
  const shop = await shopIds(app, number);
  const session = sha256(
    await app.services.sessions.start(app.users.technician.id, { ip: "127.0.0.1", userAgent: "test" }),
  );
  return {
    ...shop,
    clientes: { id: await one("client"), contact: await one("contact") },
    equipos: { id: await one("device") },
    ordenes: {
      ...shop.ordenes,
      ...{ part: await one("part"), loan: await one("loan"), photo, key: "intake_receipt" },
    },
    repuestos: { id: await one("part") },
    pagos: { id: await one("payment") },
    "trabajos-impresion": { id: await one("print_job") },
    presupuestos: { id: quote },
    mensajes: { id: await one("message") },
    ingresos: { id: await one("intake") },
    cobros: { id: await aReview(app) },
    "trabajos-frecuentes": { id: job },
    respuestas: { id: canned },
    importaciones: { id: sent },
    avisos: { id: await anAlert(staff) },
    impresoras: { id: await one("printer"), key: await one("printer") },
    plantillas: { kind: "order_ready", locale: "es" },
    terminos: { locale: "es" },
    revisiones: { category: "phone", phase: "intake" },
    "medios-de-cobro": { provider: "signed" },
    tareas: { task: "mind_quotes" },
    informes: await aSentReport(await app.ctx(userActor(app, "admin"))),
    usuarios: { id: app.users.technician.id, session },
    sucursales: { id: app.branchId, template: "device", date: "2026-12-25" },
    webhooks: { id: webhook, delivery: await one("webhook_delivery") },
  };
}

async function anAlert(ctx: Ctx): Promise<string> {
  const subject = { kind: "task", id: "mind_quotes", name: "mind_quotes" } as const;
  const branchId = ctx.shop.branches[0]?.id ?? "";
  await openAlert(ctx.db, ctx, {
    kind: "task_failing",
    branchId,
    subject,
    facts: { reason: "database_busy" },
  });
  return (await ctx.db.selectFrom("alert").select("id").where("subject_id", "=", subject.id)
    .executeTakeFirstOrThrow()).id;
}

type WithId =
  | "client"
  | "contact"
  | "device"
  | "intake"
  | "loan"
  | "loaner"
  | "message"
  | "part"
  | "payment"
  | "print_job"
  | "printer"
  | "webhook_delivery";

async function firstId(db: Db, table: WithId): Promise<string> {
  return (await db.selectFrom(table).select("id").orderBy("id").limit(1).executeTakeFirstOrThrow()).id;
}

/** What fields of these names may hold, so that bodies name what there is. */
async function namedRows({ services: { database: { db } }, branchId, users }: TestApp, number: string) {
  const one = (table: WithId) => firstId(db, table);
  return {
    ...{ order_number: number, number, branch_id: branchId, technician_id: users.technician.id },
    ...{ client_id: await one("client"), device_id: await one("device"), part_id: await one("part") },
    ...{ payment_id: await one("payment"), printer_id: await one("printer"), printer: await one("printer") },
    ...{ loaner_id: await one("loaner"), till_id: branchId, order: number },
  };
}

interface At {
  path: string;
  real: Record<string, string>;
  /** By the names of fields. */
  named: Record<string, string>;
}

interface Request {
  address: string;
  query: string;
  body: unknown;
  headers: Record<string, string>;
}

function requestsOf(described: Described, at: At): fc.Arbitrary<Request> {
  const [type = "", media] = Object.entries(described.requestBody?.content ?? {})[0] ?? [];
  const headers = headersOf(described, type);
  return fc.record({
    address: fc.oneof({ weight: 4, arbitrary: fc.constant(filled(at)) }, {
      weight: 1,
      arbitrary: fc.constant(filled({ ...at, real: {} })),
    }),
    query: fc.oneof(queriesOf(described, hostileText), queriesOf(described)).map((query) => {
      const text = new URLSearchParams(query).toString();
      return text === "" ? "" : `?${text}`;
    }),
    body: media ? bodiesOf(media, at) : fc.constant(undefined),
    headers: media && isFile(media)
      ? fc.constantFrom(headers, { ...headers, "Content-Type": "text/x" })
      : fc.constant(headers),
  });
}

/** Most of them name rows that there are. */
function bodiesOf(media: Media, { named }: At): fc.Arbitrary<unknown> {
  if (isFile(media)) return fc.oneof(fc.constantFrom(...FILES), fc.uint8Array({ maxLength: 200 }));
  const fit = fitting(media.schema, document);
  const any = fc.oneof(fit, unfitting(media.schema, document), nearExample(media.example, fit));
  return fc.oneof({ weight: 3, arbitrary: any.map((body) => naming(body, named)) }, any);
}

function naming(value: unknown, named: At["named"]): unknown {
  if (Array.isArray(value)) return value.map((one) => naming(one, named));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, one]) => [
    name,
    typeof one === "string" ? named[name] ?? one : naming(one, named),
  ]);
  return Object.fromEntries(fields);
}

function isFile({ schema }: Media): boolean {
  return schema.format === "binary";
}

/** Some of the parameters, as the document has them or like `odd`; no cursor fits that no list gave. */
function queriesOf({ parameters = [] }: Described, odd?: fc.Arbitrary<string>) {
  const ofQuery = parameters.filter((one) => one.in === "query" && (odd || one.name !== "cursor"));
  const model = ofQuery.map(({ name, schema }): [string, fc.Arbitrary<string>] => {
    const fit = fitting(schema, document).map(String);
    return [name, odd ? fc.oneof(fit, odd) : fit];
  });
  return fc.subarray(model, { maxLength: Math.min(model.length, 3) }).chain((some) =>
    fc.record(Object.fromEntries(some))
  );
}

/** The document's example with one field as another body has it, or without it. */
function nearExample(example: unknown, other: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  if (typeof example !== "object" || example === null) return other;
  return fc.tuple(other, fc.nat(20)).map(([given, at]) => {
    const another = new Map(Object.entries(given ?? {}));
    const names = [...new Set([...Object.keys(example), ...another.keys()])];
    const name = names[at % names.length] ?? "";
    return { ...example, [name]: another.get(name) };
  });
}

/** What the document itself gives as an example is among what is asked. */
function exampleOf(described: Described, at: At): { examples?: [Request][] } {
  const [type = "", media] = Object.entries(described.requestBody?.content ?? {})[0] ?? [];
  const body = media && (isFile(media) ? FILES[0] : naming(media.example, at.named));
  return { examples: [[{ address: filled(at), query: "", body, headers: headersOf(described, type) }]] };
}

function headersOf({ parameters = [] }: Described, type: string): Record<string, string> {
  return {
    ...parameters.some(({ name }) => name === "If-Match") && { "If-Match": "*" },
    ...type !== "" && { "Content-Type": type },
  };
}

function filled({ path, real }: Pick<At, "path" | "real">): string {
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
