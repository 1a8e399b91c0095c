import type { FieldErrors } from "../../src/lib/app_error.ts";
import type { ListedError } from "../components/field.tsx";
import { fieldSentence } from "../errors/text.ts";
import type { Viewer } from "../viewer.ts";
import { intakeText } from "./text.ts";

/** The errors of an intake in the order of its fields, each with the name of its field: there may be several devices. */
export function intakeErrors(viewer: Viewer, errors: FieldErrors): ListedError[] {
  return Object.entries(errors)
    .map(([field, error]) => ({ field, message: named(viewer, field, fieldSentence(error, viewer.locale)) }))
    .sort((a, b) => rank(a.field) - rank(b.field));
}

function named(viewer: Viewer, field: string, sentence: string): string {
  const t = intakeText[viewer.locale];
  const [, index, ofDevice] = /^devices\.(\d+)\.(\w+)/.exec(field) ?? [];
  if (index !== undefined) {
    const device = t.device.entry.replace("#", String(Number(index) + 1));
    const label = ofDevice && word(t.device, ofDevice);
    return `${label ? `${device}, ${label}` : device}: ${sentence}`;
  }
  if (field === "received") return `${t.slip.received}: ${sentence}`;
  const label = field.startsWith("client.") && word(t.client, CLIENT_WORDS[field] ?? field.slice(7));
  return label ? `${label}: ${sentence}` : sentence;
}

const CLIENT_WORDS: Record<string, string> = {
  "client.contacts.0.value": "phone",
  "client.contacts.1.value": "email",
};

function word(words: object, name: string): string | null {
  const found: unknown = Object.entries(words).find(([key]) => key === name)?.[1];
  return typeof found === "string" ? found : null;
}

function rank(field: string): number {
  if (field === "slip_dropped" || field === "received") return -1;
  if (/^(client|duplicate)/.test(field)) return 0;
  const index = /^devices\.(\d+)/.exec(field)?.[1];
  return index === undefined ? 1000 : 1 + Number(index);
}
