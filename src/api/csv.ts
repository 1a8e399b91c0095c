import { z } from "zod";
import type { Ctx } from "../context.ts";
import type { Cell, CsvColumn } from "../exports/csv.ts";
import { csvStream } from "../exports/stream.ts";
import { accepts } from "../http/accept.ts";
import { requireScope } from "../http/bearer.ts";
import { invalid } from "../lib/app_error.ts";
import type { Asked, FileReply, Operation, Reply } from "./operation.ts";
import { MOST_ROWS } from "./shapes.ts";
import { namesOf, wantedFields } from "./sparse.ts";

export const CSV = "text/csv";

/** Whether an operation tells rows, which it then tells as CSV too. */
export function isList({ method, answer }: Operation): boolean {
  return method === "get" && "schema" in answer && answer.schema instanceof z.ZodArray &&
    answer.schema.element instanceof z.ZodObject;
}

/** Whether a list is wanted as CSV: where `Accept` lets that through and no JSON. */
export function wantsCsv(operation: Operation, accept: string | undefined): boolean {
  return isList(operation) && accepts(accept, [CSV]) && !accepts(accept, ["application/json"]);
}

interface Wanted {
  asked: Asked<unknown, unknown, unknown>;
  fields: string | undefined;
  expand: string | undefined;
  /** The query as it came, for the audit log. */
  filter: Record<string, string>;
}

/**
 * A list from where the request begins to its very end, read page by page while it is sent: a column for each field of its rows, those
 * of objects by the path to them. @throws AppError forbidden without the scope `lists:export`, and what the list itself refuses for
 */
export async function listAsCsv(
  ctx: Ctx,
  operation: Operation,
  { asked, fields, expand, filter }: Wanted,
): Promise<ReadableStream<Uint8Array>> {
  requireScope(ctx.actor, "lists:export");
  if (expand !== undefined) throw invalid({ expand: { code: "without_csv" } });
  const names = wantedFields(operation, fields) ?? namesOf(operation) ?? [];
  const first = await pageOf(ctx, operation, asked);
  return csvStream(ctx, {
    list: operation.tag,
    filter,
    columns: columnsOf(operation).filter((path) => names.includes(path[0] ?? "")).map(column),
    pages: pagesFrom(first, (cursor) => pageOf(ctx, operation, asked, cursor)),
    style: { separator: ",", decimal: "." },
    marked: false,
  });
}

type Row = Record<string, unknown>;
type Page = { rows: Row[]; next: string | null };

async function pageOf(
  ctx: Ctx,
  operation: Operation,
  asked: Wanted["asked"],
  cursor?: string,
): Promise<Page> {
  const from = cursor === undefined ? {} : { cursor };
  const query = {
    ...asked.query as object,
    ...operation.query?.shape.limit && { limit: MOST_ROWS },
    ...from,
  };
  const reply: Reply<unknown> | FileReply = await operation.handle(ctx, { ...asked, query });
  if ("bytes" in reply) throw new TypeError(`${operation.id} answers with a file`);
  return { rows: reply.body as Row[], next: reply.next ?? null };
}

/** A feed has a cursor for what is yet to happen: it ends where nothing has. */
async function* pagesFrom(
  first: Page,
  read: (cursor: string) => Promise<Page>,
): AsyncGenerator<Row[]> {
  for (let page = first; page.rows.length > 0;) {
    yield page.rows;
    if (page.next === null) return;
    page = await read(page.next);
  }
}

/** The path of each field that is no object, in the order of the document. */
function columnsOf({ answer }: Operation): string[][] {
  const row = "schema" in answer && answer.schema instanceof z.ZodArray ? answer.schema.element : null;
  return row === null ? [] : pathsOf(row);
}

function pathsOf(schema: unknown): string[][] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return pathsOf(schema.unwrap());
  if (!(schema instanceof z.ZodObject)) return [[]];
  return Object.entries(schema.shape).flatMap(([name, field]) =>
    pathsOf(field).map((rest) => [name, ...rest])
  );
}

function column(path: readonly string[]): CsvColumn<Row> {
  return {
    heading: path.join("."),
    cell: (row) =>
      cellOf(path.reduce<unknown>((value, name) => (value as Row | null | undefined)?.[name], row)),
  };
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "number") return value;
  return JSON.stringify(value);
}
