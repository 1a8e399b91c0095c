import assert from "node:assert/strict";
import type { Schema } from "../api/contract.ts";

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}

interface Described {
  parameters?: Parameter[];
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

/** Somebody who asks, and is answered with the status, the headers and the body. */
type Ask = (address: string) => Promise<Response>;

/** By the name of a parameter: a value, or each that is to be asked for. */
export type Samples = Record<string, string | readonly string[]>;

/** What says how much of a list is told and from where on, not which. */
const NO_FILTER = ["limit", "cursor", "fields", "expand", "wait"];

/**
 * Every list of the API's document by each value of each filter and sort, alone and among open orders, with the page behind the
 * first. `samples` has a value for each parameter that the document does not list the values of, and for the `{…}` of a path by
 * what stands before it: one that has none fails.
 */
export async function apiAddresses(
  document: { paths: Record<string, { get?: Described }> },
  { ask, samples }: { ask: Ask; samples: Samples },
): Promise<string[]> {
  const asked: string[] = [];
  for (const [path, { get }] of Object.entries(document.paths)) {
    if (!get || !answersList(get)) continue;
    const own = path.replaceAll(
      /(?<=(^.*))\{\w+\}/g,
      (_, before: string) => samplesOf(before, samples)[0] ?? "",
    );
    const query = (get.parameters ?? []).filter((one) => one.in === "query");
    const needed = query.filter(({ required }) => required).map((one) => ofParameter(one, samples)[0] ?? "");
    const filters = query.filter((one) => !one.required && !NO_FILTER.includes(one.name));
    const wishes = filters.flatMap((one) => ofParameter(one, samples));
    const open = filters.some(({ name }) => name === "group")
      ? wishes.filter((wish) => !/^(status|group|q)=/.test(wish)).map((wish) => `${wish}&group=open`)
      : [];
    const paged = query.some(({ name }) => name === "limit") ? ["limit=1"] : [];
    for (const wish of ["", ...wishes, ...open]) {
      const address = addressOf(own, [...needed, wish, ...paged]);
      const answer = await ask(address);
      await answer.body?.cancel();
      assert.ok([200, 422].includes(answer.status), `${address}: ${answer.status}`);
      if (answer.status === 422) continue;
      asked.push(address);
      const next = /<([^>]+)>; rel="next"/.exec(answer.headers.get("Link") ?? "")?.[1];
      if (next) asked.push(next.replace(/^https?:\/\/[^/]+/, ""));
    }
  }
  return asked;
}

function answersList({ responses }: Described): boolean {
  return responses["200"]?.content?.["application/json"]?.schema.type === "array";
}

function ofParameter({ name, schema }: Parameter, samples: Samples): string[] {
  const values = (schema.anyOf ?? [schema]).flatMap((one) => {
    if (one.const !== undefined) return [String(one.const)];
    const format = inFormat(one);
    return one.enum?.map(String) ?? (format === undefined ? samplesOf(name, samples) : [format]);
  });
  return values.map((value) => `${name}=${encodeURIComponent(value)}`);
}

function inFormat({ format }: Schema): string | undefined {
  if (format === "date") return "2026-11-20";
  return format === "date-time" ? "2026-11-20T00:00:00Z" : undefined;
}

function samplesOf(name: string, samples: Samples): readonly string[] {
  const value = samples[name];
  assert.ok(value !== undefined, `no sample for ${name}`);
  return [value].flat();
}

function addressOf(path: string, wishes: readonly string[]): string {
  const query = wishes.filter((wish) => wish !== "").join("&");
  return query === "" ? path : `${path}?${query}`;
}
