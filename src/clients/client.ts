import { fold } from "../lib/fold.ts";
import { contactFold, normalisePhone } from "../lib/phone.ts";

export const CLIENT_KINDS = ["person", "company"] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

export const CONTACT_KINDS = ["phone", "whatsapp", "email"] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

/** One way to reach a client. */
export interface Contact {
  kind: ContactKind;
  /** E.164 or lower-case e-mail: what is compared. */
  value: string;
  /** As a person reads it. */
  display: string;
}

/** One that is kept: its id stays while its kind and value do. */
export interface KeptContact extends Contact {
  id: string;
}

/** How national ids and tax ids are compared: letters and digits, upper case. */
export function documentFold(document: string): string {
  return document.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

/** Has figures, unlike what people write to get past the field: "sin documento" would make a duplicate of every other one. */
export function isDocument(document: string): boolean {
  const folded = documentFold(document);
  return folded.length >= 4 && /\d/.test(folded);
}

/** What tells a client from another, as far as anything does. */
export interface Identity {
  /** E.164. */
  phones: readonly string[];
  /** Lower case. */
  emails: readonly string[];
  document: string;
}

export function identityOf(client: { contacts: readonly Contact[]; document: string }): Identity {
  const { contacts, document } = client;
  return {
    phones: contacts.filter(({ kind }) => kind !== "email").map(({ value }) => value),
    emails: contacts.filter(({ kind }) => kind === "email").map(({ value }) => value),
    document,
  };
}

/** What a client is found by, folded: apart from the rest what only who may read contacts finds them by. */
export function clientSearch(
  { name, document, contacts }: { name: string; document: string; contacts: readonly Contact[] },
): { search_fold: string; contact_fold: string } {
  return {
    search_fold: fold([name, document, documentFold(document)].join(" ")),
    contact_fold: contactFold(contacts),
  };
}

/**
 * Another reading of a search text that is all figures: what a phone ends in, for prefixes are typed in many ways and stored in
 * one (`011 15 2233-4455` is `+54 9 11 2233 4455`), or else the figures without what parts them. "" for any other text.
 */
export function figuresReading(text: string, country: string): string {
  if (!/^[+\d\s().\-/]{5,30}$/.test(text.trim())) return "";
  const phone = normalisePhone(text, country);
  return phone ? phone.slice(-8) : text.replace(/\D/g, "");
}
