/** Whether an `Accept` header (RFC 9110, 12.5.1) lets one of these types through; without one everything may come. */
export function accepts(header: string | undefined, types: readonly string[]): boolean {
  if (header === undefined || header.trim() === "") return true;
  const ranges = header.toLowerCase().split(",").map(rangeOf);
  return types.some((type) => {
    const fitting = ranges.filter(({ range }) => patternsOf(type).includes(range))
      .sort((a, b) => patternsOf(type).indexOf(a.range) - patternsOf(type).indexOf(b.range));
    return (fitting[0]?.weight ?? 0) > 0;
  });
}

interface Range {
  range: string;
  weight: number;
}

function rangeOf(text: string): Range {
  const [range = "", ...parameters] = text.split(";").map((one) => one.trim());
  const weight = parameters.map((one) => /^q *= *([01](?:\.\d{0,3})?)$/.exec(one)?.[1]).find(Boolean);
  return { range: range === "*" ? "*/*" : range, weight: Number(weight ?? 1) };
}

/** The ranges that a type is in, the narrowest first, because that one counts. */
function patternsOf(type: string): string[] {
  return [type, `${type.slice(0, type.indexOf("/"))}/*`, "*/*"];
}
