import type { CompiledQuery } from "kysely";
import type { Db } from "./open.ts";

type Values = Record<string, string | number | null>;

/** Stands in a compiled query where a value comes later. */
class Place {
  constructor(readonly name: string) {}
}

interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

/**
 * A query of the pages that are asked for most: built and compiled once per database, because that costs as much as running
 * it. `build` gets places instead of values, so its shape must not depend on them; every run reads the rows afresh.
 */
export function prepared<Source extends { db: Db }, Given extends Values, Row>(
  build: (source: Source, places: Given) => Compilable<Row>,
): (source: Source, values: Given) => Promise<Row[]> {
  const compiled = new WeakMap<object, CompiledQuery<Row>>();
  // Kysely hands a value on as it is; only the types want one that fits the column.
  const places = new Proxy({}, { get: (_, name) => new Place(String(name)) }) as Given;
  return async (source, values) => {
    const { adapter, plugins } = source.db.getExecutor();
    // What plugins make of a query is one person's, not the next one's.
    const keep = plugins.length === 0;
    let query = keep ? compiled.get(adapter) : undefined;
    query ??= build(source, places).compile();
    if (keep) compiled.set(adapter, query);
    const parameters = query.parameters.map((value) => value instanceof Place ? values[value.name] : value);
    return (await source.db.executeQuery<Row>({ ...query, parameters })).rows;
  };
}
