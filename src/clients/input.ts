import { z } from "zod";
import {
  line,
  paragraph,
  requiredLine,
  tick,
  type Typed,
  typedList,
  typedText,
  version,
} from "../lib/form.ts";
import { LOCALES } from "../lib/locale.ts";
import { displayPhone, normalisePhone } from "../lib/phone.ts";
import { CONSENT_ANSWERS, PREFERRED_CHANNELS } from "./consent.ts";
import { CLIENT_KINDS, type Contact, CONTACT_KINDS, isDocument } from "./client.ts";

export const MOST_CONTACTS = 10;
const answer = z.enum(CONSENT_ANSWERS, { error: "invalid" }).optional();
const email = z.email({ error: "email" });

/**
 * A client as a form holds it. Phones without a prefix are read as numbers of `country` (ISO 3166-1 alpha-2); contacts come out
 * normalised, blank and repeated ones left out.
 */
export function clientInput(country: string) {
  return z.object({
    kind: z.enum(CLIENT_KINDS).default("person"),
    name: requiredLine(120),
    document: line(40).default("").refine((text) => text === "" || isDocument(text), { error: "document" }),
    address: line(200).default(""),
    notes: paragraph(2000).default(""),
    /** The language of what is sent to the client; the shop's when left out. */
    locale: z.enum(LOCALES).optional(),
    /** How they want to be told; as it was when left out. */
    channel: z.enum(PREFERRED_CHANNELS, { error: "invalid" }).optional(),
    /** What they answered about each channel; as it was for one that is left out. */
    consents: z.object({ email: answer, whatsapp: answer, phone: answer }).optional(),
    contacts: z.array(contactInput(country)).max(MOST_CONTACTS, { error: "too_many_contacts" }).default([])
      .transform(distinct),
  });
}

export type ClientInput = z.output<ReturnType<typeof clientInput>>;

/** The form of a client that is added without an intake. */
export function newClient(country: string) {
  return clientInput(country).extend({
    form_key: z.uuid({ error: "required" }),
    /** Ticked after the warning about clients that look the same. */
    is_another: tick,
  });
}

export type NewClient = z.output<ReturnType<typeof newClient>>;

/** With the version that the form was made from. */
export function clientEdit(country: string) {
  return clientInput(country).extend({ version });
}

export type ClientEdit = z.output<ReturnType<typeof clientEdit>>;

function contactInput(country: string) {
  return z.object({
    kind: z.enum(CONTACT_KINDS).default("phone"),
    value: line(254).default(""),
  }).transform((contact, issues): Contact | null => {
    if (contact.value === "") return null;
    const normalised = contact.kind === "email"
      ? emailContact(contact.value)
      : phoneContact(contact.kind, { typed: contact.value, country });
    if (normalised) return normalised;
    const message = contact.kind === "email" ? "email" : "phone";
    issues.addIssue({ code: "custom", path: ["value"], message });
    return z.NEVER;
  });
}

/** One way to reach a client, which cannot be blank. */
export function oneContact(country: string) {
  return contactInput(country).transform((contact, issues): Contact => {
    if (contact) return contact;
    issues.addIssue({ code: "custom", path: ["value"], message: "required" });
    return z.NEVER;
  });
}

function emailContact(typed: string): Contact | null {
  const value = typed.toLowerCase();
  return email.safeParse(value).success ? { kind: "email", value, display: value } : null;
}

function phoneContact(
  kind: "phone" | "whatsapp",
  { typed, country }: { typed: string; country: string },
): Contact | null {
  const value = normalisePhone(typed, country);
  return value ? { kind, value, display: displayPhone(value) } : null;
}

function distinct(contacts: (Contact | null)[]): Contact[] {
  const known = new Map<string, Contact>();
  for (const contact of contacts) {
    if (contact && !known.has(`${contact.kind} ${contact.value}`)) {
      known.set(`${contact.kind} ${contact.value}`, contact);
    }
  }
  return [...known.values()];
}

/** The form's rows after its buttons "add" and "remove" were pressed without scripts; `again` when one of them was. */
export function withContactRows(form: Typed): { typed: Typed; again: boolean } {
  const remove = /^contacts\.(\d{1,2})$/.exec(typedText(form, "remove"))?.[1];
  const contacts = typedList(form, "contacts")
    .filter((contact, index) => Object.keys(contact).length > 0 && index !== Number(remove));
  const add = typedText(form, "add") === "contacts" && contacts.length < MOST_CONTACTS;
  return {
    typed: { ...form, contacts: add ? [...contacts, { kind: "phone", value: "" }] : contacts },
    again: add || remove !== undefined,
  };
}

/** The form by which a client is forgotten for good. */
export const erasure = z.object({
  reason: requiredLine(300),
  sure: tick.refine((ticked) => ticked, { error: "erasure_unconfirmed" }),
  version,
});

export type Erasure = z.output<typeof erasure>;

/** Which of a client's numbers, in E.164. */
export const chatInput = z.object({ number: line(40) });
export type ChatInput = z.output<typeof chatInput>;
