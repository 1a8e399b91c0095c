/**
 * Text with named fields: `{{order.number}}` stands for a value, `{{#note}}…{{/note}}` is kept where there is one (and repeated
 * for each entry of a list), `{{^note}}…{{/note}}` where there is none. Nothing is computed, and nothing unknown is let through.
 */
export interface TemplateValues {
  [name: string]: TemplateValue;
}
type TemplateValue = string | boolean | readonly Readonly<Record<string, string>>[];

/** What a name stands for: a text, a mere condition, or a list with the fields of each entry. */
export type TemplateField = "text" | "flag" | readonly string[];
export type TemplateFields = Readonly<Record<string, TemplateField>>;

type Node =
  | { kind: "text"; text: string }
  | { kind: "value"; name: string }
  | { kind: "section"; name: string; absent: boolean; nodes: Node[] };

/** `unknown` no such field · `printed` a list or condition as if it were a text · `open`, `stray` an end without its beginning or
 * the other way round · `malformed` braces that say nothing. `what` is the name or the text at fault. */
export interface TemplateFault {
  code: "unknown" | "printed" | "open" | "stray" | "malformed";
  what: string;
}

/** A text that is no template. */
export class NotATemplate extends Error {
  constructor(readonly fault: TemplateFault) {
    super(`${fault.code}: ${fault.what}`);
  }
}

const TAG = /\{\{\s*([#^/]?)\s*([^{}\s][^{}\n]{0,60}?)\s*\}\}/g;
/** A beginning or an end on a line of its own leaves no empty line behind. */
const LONE_TAG = /^[ \t]*(\{\{\s*[#^/][^{}]*\}\})[ \t]*\r?\n/gm;
const LONGEST_QUOTE = 40;

/** What is wrong with a template whose values go by these names, null when nothing is. */
export function templateFault(source: string, fields: TemplateFields): TemplateFault | null {
  try {
    return faultIn(parse(source), fields);
  } catch (error) {
    if (error instanceof NotATemplate) return error.fault;
    throw error;
  }
}

/** The template with its values in; `wrap` is what becomes of each value. @throws NotATemplate */
export function fillTemplate(
  source: string,
  values: TemplateValues,
  wrap: (value: string) => string = (value) => value,
): string {
  return filled(parse(source), values, wrap);
}

function parse(source: string): Node[] {
  const text = source.replace(LONE_TAG, "$1");
  const root: Node[] = [];
  const open: { name: string; nodes: Node[] }[] = [{ name: "", nodes: root }];
  let at = 0;
  for (const { 0: tag, 1: mark, 2: name = "", index } of text.matchAll(TAG)) {
    const here = open.at(-1)?.nodes ?? root;
    addText(here, text.slice(at, index));
    at = index + tag.length;
    if (mark === "/") {
      if (open.length < 2 || open.at(-1)?.name !== name) {
        throw new NotATemplate({ code: "stray", what: name });
      }
      open.pop();
    } else if (mark === "") {
      here.push({ kind: "value", name });
    } else {
      const nodes: Node[] = [];
      here.push({ kind: "section", name, absent: mark === "^", nodes });
      open.push({ name, nodes });
    }
  }
  addText(open.at(-1)?.nodes ?? root, text.slice(at));
  const unclosed = open.at(-1)?.name;
  if (unclosed) throw new NotATemplate({ code: "open", what: unclosed });
  return root;
}

function addText(nodes: Node[], text: string): void {
  const braces = /\{\{|\}\}/.exec(text);
  if (braces) {
    const what = text.slice(braces.index, braces.index + LONGEST_QUOTE).split("\n")[0] ?? "";
    throw new NotATemplate({ code: "malformed", what });
  }
  if (text !== "") nodes.push({ kind: "text", text });
}

function faultIn(nodes: readonly Node[], fields: TemplateFields): TemplateFault | null {
  for (const node of nodes) {
    if (node.kind === "text") continue;
    const field = Object.hasOwn(fields, node.name) ? fields[node.name] : undefined;
    if (field === undefined) return { code: "unknown", what: node.name };
    if (node.kind === "value" && field !== "text") return { code: "printed", what: node.name };
    if (node.kind !== "section") continue;
    const inner = typeof field === "string" || node.absent
      ? fields
      : { ...fields, ...Object.fromEntries(field.map((name) => [name, "text" as const])) };
    const fault = faultIn(node.nodes, inner);
    if (fault) return fault;
  }
  return null;
}

function filled(nodes: readonly Node[], values: TemplateValues, wrap: (value: string) => string): string {
  return nodes.map((node) => {
    if (node.kind === "text") return node.text;
    const value = Object.hasOwn(values, node.name) ? values[node.name] : undefined;
    if (node.kind === "value") return typeof value === "string" && value !== "" ? wrap(value) : "";
    const entries = Array.isArray(value) ? value : [];
    const there = Array.isArray(value) ? value.length > 0 : Boolean(value);
    if (node.absent) return there ? "" : filled(node.nodes, values, wrap);
    if (!there) return "";
    if (entries.length === 0) return filled(node.nodes, values, wrap);
    return entries.map((entry) => filled(node.nodes, { ...values, ...entry }, wrap)).join("");
  }).join("");
}
