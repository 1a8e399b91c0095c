import type { FieldErrors } from "../../src/lib/app_error.ts";
import type { ListedError } from "../components/field.tsx";
import { listedErrors } from "../errors/fields.ts";
import type { Viewer } from "../viewer.ts";
import { preintakeText } from "./text.ts";

/** Every error of the form for its summary, with the name of its field. */
export function preintakeErrors(viewer: Viewer, errors: FieldErrors): ListedError[] {
  return listedErrors(viewer, errors)
    .map(({ field, message }) => ({ field, message: [...namesOf(viewer, field), message].join(": ") }))
    .sort((a, b) => rank(a.field) - rank(b.field));
}

const WORDS = {
  "client.name": "name",
  "client.contacts.0.value": "phone",
  "client.contacts.1.value": "email",
  category: "category",
  brand: "brand",
  model: "model",
  serial: "serial",
  fault: "fault",
  accessory_lines: "accessories",
} as const;

/** Where a field stands in the form. */
function rank(field: string): number {
  const [, index, ofDevice] = /^devices\.(\d+)\.(\w+)/.exec(field) ?? [];
  const at = Object.keys(WORDS).indexOf(ofDevice ?? field);
  if (index !== undefined) return 100 * (Number(index) + 1) + at;
  return at === -1 ? 10_000 : at;
}

function namesOf({ locale }: Viewer, field: string): string[] {
  const t = preintakeText[locale];
  const [, index, ofDevice] = /^devices\.(\d+)\.(\w+)/.exec(field) ?? [];
  const word = Object.entries(WORDS).find(([name]) => name === (ofDevice ?? field))?.[1];
  const device = index === undefined ? [] : [t.entry.replace("#", String(Number(index) + 1))];
  return [[...device, ...word ? [t[word]] : []].join(", ")].filter((name) => name !== "");
}
