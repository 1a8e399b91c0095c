import assert from "node:assert/strict";

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?[0-9.]+(?:e[+-]?[0-9]+)?)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/y;

/** Reads the text format 0.0.4 as strictly as it is written down; whatever Prometheus would not take, or take for something else, fails. */
export function readExposition(text: string): Sample[] {
  assert.ok(text.endsWith("\n"));
  const samples: Sample[] = [];
  const kinds = new Map<string, string>();
  let family = "";
  for (const line of text.slice(0, -1).split("\n")) {
    const [, help] = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) [^\\]+$/.exec(line) ?? [];
    const [, typed, kind = ""] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (help !== undefined) {
      assert.ok(!kinds.has(help), `${help} is told of twice`);
      family = help;
    } else if (typed !== undefined) {
      assert.equal(typed, family);
      assert.equal(kind === "counter", typed.endsWith("_total"), typed);
      kinds.set(typed, kind);
    } else {
      const sample = readSample(line);
      const parts = kinds.get(family) === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
      assert.ok(parts.some((part) => family + part === sample.name), line);
      samples.push(sample);
    }
  }
  const keys = samples.map(seriesOf);
  assert.equal(new Set(keys).size, keys.length, "a series twice");
  for (const [name, kind] of kinds) if (kind === "histogram") checkHistogram(name, samples);
  return samples;
}

export function seriesOf({ name, labels }: Omit<Sample, "value">): string {
  return `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
}

function readSample(line: string): Sample {
  const [, name = "", written = "", value = ""] = SAMPLE.exec(line) ?? assert.fail(line);
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < written.length) {
    const [, label = "", text = ""] = LABEL.exec(written) ?? assert.fail(line);
    assert.ok(!(label in labels), line);
    labels[label] = text;
  }
  return { name, labels, value: Number(value) };
}

/** Buckets grow, the last one is all. */
function checkHistogram(name: string, samples: readonly Sample[]): void {
  const counts = new Map(
    samples.filter((one) => one.name === `${name}_count`).map((one) => [seriesOf(one), one.value]),
  );
  const series = Map.groupBy(samples.filter((one) => one.name === `${name}_bucket`), ({ labels }) => {
    const { le: _, ...rest } = labels;
    return seriesOf({ name: `${name}_count`, labels: rest });
  });
  for (const [count, buckets] of series) {
    const bounds = buckets.map(({ labels }) => labels.le === "+Inf" ? Infinity : Number(labels.le));
    assert.deepEqual(bounds, bounds.toSorted((one, other) => one - other), count);
    assert.equal(bounds.at(-1), Infinity, count);
    const values = buckets.map(({ value }) => value);
    assert.deepEqual(values, values.toSorted((one, other) => one - other), count);
    assert.equal(counts.get(count), values.at(-1), count);
  }
}

interface Matcher {
  label: string;
  operator: string;
  value: string;
}

export interface Selector {
  name: string;
  matchers: Matcher[];
}

/** What an expression asks for, by names of ours. */
export function selectorsOf(expression: string): Selector[] {
  return [...expression.matchAll(/\b(reparo_\w+)(?:\{([^}]*)\})?/g)].map(([, name = "", written = ""]) => ({
    name,
    matchers: [...written.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)].map(
      ([, label = "", operator = "", value = ""]) => ({ label, operator, value }),
    ),
  }));
}

export function isSelected({ name, labels }: Sample, selector: Selector): boolean {
  return name === selector.name && selector.matchers.every(({ label, operator, value }) => {
    const given = labels[label] ?? "";
    const fits = operator.endsWith("~") ? new RegExp(`^(?:${value})$`).test(given) : given === value;
    return fits !== operator.startsWith("!");
  });
}

/** Labels by which an expression groups or joins, or that a text names. */
export function labelsNamed(text: string): string[] {
  const grouped = [...text.matchAll(/\b(?:by|on|ignoring)\s*\(([^)]*)\)/g)].flatMap(([, names = ""]) =>
    names.split(",").map((name) => name.trim())
  );
  return [
    ...grouped,
    ...[...text.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, name = ""]) => name),
  ];
}
