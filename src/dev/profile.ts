import { repeated, sqlTime, type Statement } from "./record.ts";
import type { Visit } from "./walk.ts";

/** All statements of one shape. */
export interface ShapeCost {
  shape: string;
  /** The slowest, for its plan. */
  worst: Statement;
  times: number;
  /** Milliseconds of all of them. */
  ms: number;
  routes: string[];
}

export interface RouteCost {
  route: string;
  visits: number;
  /** Of the visit with the most. */
  statements: number;
  /** Milliseconds of the slowest visit, and of the database in it. */
  ms: number;
  sqlMs: number;
}

export interface Suspect {
  route: string;
  shape: string;
  count: number;
  asker: string;
}

export interface Profile {
  shapes: ShapeCost[];
  routes: RouteCost[];
  suspects: Suspect[];
  failed: string[];
}

/** What the visits cost, the dearest first. */
export function profileOf(visits: readonly Visit[]): Profile {
  return {
    shapes: shapesOf(visits).sort((a, b) => b.ms - a.ms),
    routes: routesOf(visits).sort((a, b) => b.sqlMs - a.sqlMs),
    suspects: suspectsOf(visits).sort((a, b) => b.count - a.count),
    failed: visits.filter(({ recorded }) => recorded.status >= 500)
      .map(({ role, recorded }) => `${recorded.status} ${recorded.address} as ${role}`),
  };
}

function shapesOf(visits: readonly Visit[]): ShapeCost[] {
  const all = visits.flatMap(({ recorded: { route, statements } }) =>
    statements.map((statement) => ({ route, statement }))
  );
  return [...Map.groupBy(all, ({ statement }) => statement.shape)].map(([shape, alike]) => {
    const statements = alike.map(({ statement }) => statement);
    return {
      shape,
      worst: statements.reduce((worst, one) => (one.ms ?? 0) > (worst.ms ?? 0) ? one : worst),
      times: alike.length,
      ms: sqlTime(statements),
      routes: [...new Set(alike.map(({ route }) => route))],
    };
  });
}

function routesOf(visits: readonly Visit[]): RouteCost[] {
  return [...Map.groupBy(visits, ({ recorded }) => recorded.route)].map(([route, its]) => {
    const most = (figure: (visit: Visit) => number) => Math.max(...its.map(figure));
    return {
      route,
      visits: its.length,
      statements: most(({ recorded }) => recorded.statements.length),
      ms: most(({ recorded }) => recorded.ms),
      sqlMs: most(({ recorded }) => sqlTime(recorded.statements)),
    };
  });
}

/** The worst visit of each route and shape. */
function suspectsOf(visits: readonly Visit[]): Suspect[] {
  const worst = new Map<string, Suspect>();
  for (const { recorded: { route, statements } } of visits) {
    for (const { shape, count } of repeated(statements)) {
      const key = `${route}\n${shape}`;
      if (count <= (worst.get(key)?.count ?? 0)) continue;
      const asker = statements.find((one) => one.shape === shape)?.askers[0] ?? "";
      worst.set(key, { route, shape, count, asker });
    }
  }
  return [...worst.values()];
}
