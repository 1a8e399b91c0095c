import { AsyncLocalStorage } from "node:async_hooks";
import type { CompiledQuery } from "kysely";
import { shapeOf } from "../db/shape.ts";
import type { Watch } from "../db/open.ts";
import type { LogFacts } from "../logs/line.ts";
import { askers } from "./asker.ts";
import type { Recorded, Statement } from "./record.ts";
import { watchParts } from "./parts.ts";

const MOST_KEPT = 100;

export interface Recorder {
  database: Watch;
  onLog: (line: LogFacts) => void;
  /** The request under way. */
  current(): Recorded | undefined;
  /** Notes what happens within `work`, the answer to the request. */
  record(
    request: Request,
    work: () => Promise<Response>,
  ): Promise<{ response: Response; recorded: Recorded }>;
  /** The last ones, the newest first. */
  recent(): readonly Recorded[];
  find(id: string): Recorded | undefined;
  [Symbol.dispose](): void;
}

/** Keeps the last requests with what went on in each. One at a time in a process: it listens to every template that is drawn. */
export function openRecorder(clock: () => number): Recorder {
  const around = new AsyncLocalStorage<Recorded>();
  const kept: Recorded[] = [];
  const current = () => {
    const recorded = around.getStore();
    return recorded?.over ? undefined : recorded;
  };
  const unwatch = watchParts(() => current()?.tree);
  return {
    database: watchStatements(current),
    onLog: (line) => void current()?.lines.push(line),
    current,
    async record(request, work) {
      const recorded = begun(request, clock());
      const began = performance.now();
      const response = await around.run(recorded, work);
      // A stream goes on for hours: what it does is no longer this request's.
      recorded.over = true;
      recorded.ms = performance.now() - began;
      recorded.status = response.status;
      kept.unshift(recorded);
      if (kept.length > MOST_KEPT) kept.pop();
      return { response, recorded };
    },
    recent: () => kept,
    find: (id) => kept.find((one) => one.id === id),
    [Symbol.dispose]: unwatch,
  };
}

function begun({ method, url, headers }: Request, at: number): Recorded {
  const { pathname, search } = new URL(url);
  return {
    id: crypto.randomUUID(),
    at,
    method,
    address: `${pathname}${search}`,
    route: pathname,
    status: 0,
    ms: 0,
    part: headers.get("HX-Request") === "true",
    locale: "es",
    session: null,
    steps: [],
    statements: [],
    lines: [],
    tree: [],
    over: false,
  };
}

function watchStatements(current: () => Recorded | undefined): Watch {
  const under = new WeakMap<CompiledQuery, Statement>();
  const asked = new WeakMap<CompiledQuery, string[]>();
  return {
    onQuery(query) {
      const recorded = current();
      asked.set(query, askers());
      if (!recorded) return;
      const statement = {
        query,
        shape: shapeOf(query.sql),
        from: performance.now(),
        ms: null,
        rows: 0,
        askers: asked.get(query) ?? [],
      };
      recorded.statements.push(statement);
      under.set(query, statement);
    },
    onTimed(query, { ms, rows }) {
      const statement = under.get(query);
      if (statement) Object.assign(statement, { ms, rows });
    },
    askerOf: (query) => asked.get(query)?.[0],
  };
}
