import assert from "node:assert/strict";
import type { Caller } from "./caller.ts";

/** The status of an answer with the fields that it finds wrong. */
export async function fieldsOf(asked: Promise<Response>): Promise<[number, string[]]> {
  const answer = await asked;
  const { errors = [] } = await answer.json();
  return [answer.status, errors.map(({ field }: { field: string }) => field)];
}

/** The rows of a list, page by page. */
export async function everyRow(caller: Caller, path: string): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  let at: string | undefined = path;
  for (let page = 0; at && page < 50; page++) {
    const answer: Response = await caller.get(at);
    const rows = await answer.json();
    assert.equal(answer.status, 200, JSON.stringify(rows));
    all.push(...rows);
    at = /<([^>]*)>; rel="next"/.exec(answer.headers.get("Link") ?? "")?.[1];
  }
  return all;
}
