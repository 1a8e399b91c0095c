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
    const { adapter } = source.db.getExecutor();
    let query = compiled.get(adapter);
    if (!query) compiled.set(adapter, query = build(source, places).compile());
    const parameters = query.parameters.map((value) => value instanceof Place ? values[value.name] : value);
    return (await source.db.executeQuery<Row>({ ...query, parameters })).rows;
  };
}
