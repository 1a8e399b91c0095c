import { readWhole } from "../db/explain.ts";
import type { Flavour } from "../db/flavour.ts";
import { redactText } from "../logs/redact.ts";
import { type Part, type Recorded, repeated, type Statement } from "./record.ts";

export interface ShownStatement {
  sql: string;
  parameters: string[];
  from: number;
  ms: number | null;
  rows: number;
  askers: readonly string[];
  /** How many of its shape this request asked. */
  alike: number;
  plan: string | null;
  /** Tables that the plan reads from one end to the other. */
  whole: string[];
}

/** Components of one name beside each other, as one. */
export interface ShownPart {
  name: string;
  count: number;
  ms: number;
  parts: ShownPart[];
}

export interface ShownRequest extends Omit<Recorded, "statements" | "tree"> {
  statements: ShownStatement[];
  tree: ShownPart[];
  repeated: ReturnType<typeof repeated>;
  /** Messages that it wrote. */
  messages: number;
}

/** A request as a page tells it: values without secrets. */
export function shownRequest(
  recorded: Recorded,
  { plans, flavour }: { plans: ReadonlyMap<string, string>; flavour: Flavour },
): ShownRequest {
  const { statements, tree } = recorded;
  const counts = Map.groupBy(statements, ({ shape }) => shape);
  return {
    ...recorded,
    statements: statements.map((statement) => {
      const plan = plans.get(statement.shape) ?? null;
      return {
        sql: statement.query.sql,
        parameters: statement.query.parameters.map(shownValue),
        from: statement.from,
        ms: statement.ms,
        rows: statement.rows,
        askers: statement.askers,
        alike: counts.get(statement.shape)?.length ?? 1,
        plan,
        whole: plan === null ? [] : readWhole(plan, flavour),
      };
    }),
    tree: together(tree),
    repeated: repeated(statements),
    messages: statements.filter(writesMessage).reduce((sum, { rows }) => sum + rows, 0),
  };
}

function writesMessage({ shape }: Statement): boolean {
  return shape.startsWith('insert into "message" ');
}

const LONGEST = 120;
/** Sessions and tokens are stored as hashes. */
const HASH = /\b[0-9a-f]{64}\b/g;

function shownValue(value: unknown): string {
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  const text = redactText(typeof value === "string" ? value : JSON.stringify(value) ?? String(value)).replace(
    HASH,
    "[hash]",
  );
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function together(parts: readonly Part[]): ShownPart[] {
  return [...Map.groupBy(parts, ({ name }) => name)].map(([name, alike]) => ({
    name,
    count: alike.length,
    ms: alike.reduce((sum, { ms }) => sum + ms, 0),
    parts: together(alike.flatMap(({ parts }) => parts)),
  }));
}
