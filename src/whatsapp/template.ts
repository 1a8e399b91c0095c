import { MAIL_FIELDS } from "../mail/fields.ts";
import type { TemplateKind } from "../mail/message.ts";

/** Why a template of Meta's cannot be used here: it wants a picture, a value in its header or in a button's address, or has no text. */
export const TEMPLATE_OBSTACLES = ["", "media", "header", "button", "no_body"] as const;
export type TemplateObstacle = (typeof TEMPLATE_OBSTACLES)[number];

/** Why a template does not serve a kind: besides, because it carries a PDF that the kind does not have, or lacks the one that it is about. */
export type ChoiceObstacle = TemplateObstacle | "document" | "no_document";

/** Kinds with papers: a template takes them along as one PDF in its header. */
const PAPER_KINDS: readonly TemplateKind[] = [
  "order_received",
  "quote_sent",
  "documents",
  "payment_receipt",
  "delivered",
];

export function obstacleFor(
  kind: TemplateKind,
  { obstacle, document }: Pick<ListedTemplate, "obstacle" | "document">,
): ChoiceObstacle {
  if (obstacle !== "") return obstacle;
  if (document && !PAPER_KINDS.includes(kind)) return "document";
  return kind === "documents" && !document ? "no_document" : "";
}

/** A template as it is chosen from. */
export interface ListedTemplate {
  id: string;
  name: string;
  /** `es_AR`. */
  language: string;
  category: string;
  body: string;
  obstacle: TemplateObstacle;
  /** It carries a PDF in its header. */
  document: boolean;
  approved: boolean;
}

/** What goes to one client: the template with its values, and what they read. */
export interface ChatContent {
  template: string;
  language: string;
  parameters: ChatParameter[];
  text: string;
  /** What the PDF in its header is called; left out where it carries none. */
  document?: string;
}

export interface ChatParameter {
  /** "" where the template counts them. */
  name: string;
  text: string;
}

const PARAMETER = /\{\{\s*([a-z0-9_]+)\s*\}\}/g;

/** The names of a body's parameters, each once, in the order in which Meta wants them: `1`, `2` … or words. */
export function parametersOf(body: string): string[] {
  const names = [...new Set([...body.matchAll(PARAMETER)].map(([, name = ""]) => name))];
  return names.every(isNumber) ? names.toSorted((a, b) => Number(a) - Number(b)) : names;
}

/** What a kind of message can put into a template. */
export function fieldsOfKind(kind: TemplateKind): string[] {
  return Object.entries(MAIL_FIELDS[kind]).filter(([, field]) => field === "text").map(([name]) => name);
}

/** The field that a parameter seems to mean: `order_number` → `order.number`; "" for none. */
export function suggestedField(parameter: string, known: readonly string[]): string {
  return known.find((field) => field.replaceAll(".", "_") === parameter) ?? "";
}

/** The template with its values in; Meta takes neither empty ones nor breaks of lines within one. */
export function filledChat(
  { name, language, body }: Pick<ListedTemplate, "name" | "language" | "body">,
  { fields, valueOf }: { fields: readonly string[]; valueOf: (field: string) => string },
): ChatContent {
  const values = new Map(
    parametersOf(body).map((parameter, at) => [
      parameter,
      valueOf(fields[at] ?? "").replace(/\s+/g, " ").trim().slice(0, LONGEST_VALUE) || "—",
    ]),
  );
  return {
    template: name,
    language,
    parameters: [...values].map(([name, text]) => ({ name: isNumber(name) ? "" : name, text })),
    text: body.replace(PARAMETER, (_, name: string) => values.get(name) ?? ""),
  };
}

const LONGEST_VALUE = 1_000;

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}
