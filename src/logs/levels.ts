import type { LevelChanges, LogComponent, LogLevelName } from "./component.ts";

const RANK: Record<string, number> = { trace: 0, debug: 1, info: 2, warning: 3, error: 4, fatal: 5 };

let usual: LogLevelName = "info";
let changes: LevelChanges = {};

export function setUsualLevel(level: LogLevelName): void {
  usual = level;
}

/** In force from the next line on; each ends by itself. */
export function setLevelChanges(next: LevelChanges): void {
  changes = next;
}

/** Whether a line of the component is written; `at` is its own instant, UTC ms. */
export function isWritten(component: string, level: string, at: number): boolean {
  const change = changes[component as LogComponent];
  const least = change && at < change.until ? change.level : usual;
  return (RANK[level] ?? 0) >= (RANK[least] ?? 0);
}
