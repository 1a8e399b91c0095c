/** The text of a statement, in which values have no part, with lists of any length as one: `in (?, …)`. */
export function shapeOf(sql: string): string {
  return sql.replace(/(\?|\$\d+)(?:, (?:\?|\$\d+))+/g, "$1, …").replace(
    /(\((?:\?|\$\d+), …\))(?:, \1)+/g,
    "$1, …",
  );
}
