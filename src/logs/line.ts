import { redact, redactText } from "./redact.ts";

/** What a line is made of, as LogTape hands it over. */
export interface LogFacts {
  category: readonly string[];
  level: string;
  message: readonly unknown[];
  properties: Record<string, unknown>;
  /** UTC milliseconds. */
  timestamp: number;
}

/** Delete, the terminal's one-byte commands, other line ends, and marks that turn the direction of reading. */
const OBEYED = /[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The facts as they may be written: whatever leads to a file or a console goes through here. */
export function writable<F extends LogFacts>(facts: F): F {
  const properties = redact(facts.properties) as Record<string, unknown>;
  return { ...facts, message: facts.message.map((part) => redact(part)), properties };
}

/** JSON whose strings hold nothing that a terminal or a viewer obeys; JSON itself escapes line ends and escape sequences. */
export function inert(json: string): string {
  return json.replace(OBEYED, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const COLOUR: Record<string, string> = { debug: "90", info: "36", warning: "33", error: "31", fatal: "31" };

/** `10:42:07 warning jobs  Job failed  job="send_message" attempt=2`, for the eyes of who develops. */
export function prettyLine(facts: LogFacts): string {
  const { category, level, message, properties, timestamp } = writable(facts);
  const time = new Date(timestamp).toISOString().slice(11, 19);
  const { stack, ...rest } = properties;
  const told = Object.entries(rest).filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${inert(JSON.stringify(value))}`).join(" ");
  const words = inert(JSON.stringify(message.join(""))).slice(1, -1);
  const head = `${time} \x1b[${COLOUR[level] ?? "0"}m${level.padEnd(7)}\x1b[0m ${
    (category[1] ?? "server").padEnd(8)
  } ${words}`;
  const lines = typeof stack === "string"
    ? redactText(stack).split("\n").map((line) => `\n    ${inert(JSON.stringify(line)).slice(1, -1)}`)
    : [];
  return `${head}  \x1b[90m${told}\x1b[0m${lines.join("")}`;
}
