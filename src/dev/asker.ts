import { ROOT } from "../root.ts";

const HERE = ROOT.href;
/** The database's own door is on every way to it, and the tools only look on. */
const BESIDE = /^src\/(db|dev)\/|^node_modules\//;
const MOST = 5;

/** The lines of our code on the way to here, the nearest first. */
export function askers(): string[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 60;
  const { stack = "" } = new Error();
  Error.stackTraceLimit = limit;
  return stack.split("\n").flatMap(frame).slice(0, MOST);
}

function frame(line: string): string[] {
  const at = line.indexOf(HERE);
  if (at < 0) return [];
  const [, path = "", row = ""] = /^(.+?):(\d+):\d+\)?$/.exec(line.slice(at + HERE.length)) ?? [];
  if (path === "" || BESIDE.test(path)) return [];
  const name = /^\s*at (?:async )?(?:\w+\.)*([\w$]+) \(/.exec(line)?.[1];
  return [`${path}:${row}${name ? ` ${name}` : ""}`];
}
