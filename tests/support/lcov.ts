export interface Share {
  hit: number;
  of: number;
}

export interface FileCoverage {
  /** Below the project's root. */
  path: string;
  lines: Share;
  branches: Share;
  functions: Share;
  /** `3, 7-9`: the lines that were not run. */
  missed: string;
}

/** What a report in lcov's format says of each file. */
export function parseLcov(text: string, root: string): FileCoverage[] {
  return text.split("end_of_record").filter((record) => record.includes("SF:")).map((record) => {
    const rows = record.trim().split("\n").map((row) => row.split(/[:,]/));
    const figure = (name: string) => Number(rows.find(([kind]) => kind === name)?.[1] ?? 0);
    const path = /^SF:(.*)$/m.exec(record)?.[1] ?? "";
    const missed = rows.filter(([kind, , hits]) => kind === "DA" && hits === "0").map(([, line]) =>
      Number(line)
    );
    return {
      path: path.replace(`${root}/`, ""),
      lines: { hit: figure("LH"), of: figure("LF") },
      branches: { hit: figure("BRH"), of: figure("BRF") },
      functions: { hit: figure("FNH"), of: figure("FNF") },
      missed: ranges(missed),
    };
  });
}

export function sum(shares: readonly Share[]): Share {
  return shares.reduce((all, one) => ({ hit: all.hit + one.hit, of: all.of + one.of }), { hit: 0, of: 0 });
}

/** All of nothing counts as all. */
export function percent({ hit, of }: Share): number {
  return of === 0 ? 100 : 100 * hit / of;
}

function ranges(lines: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last && line === last[1] + 1) last[1] = line;
    else runs.push([line, line]);
  }
  return runs.map(([from, to]) => from === to ? String(from) : `${from}-${to}`).join(", ");
}
