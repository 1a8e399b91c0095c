export const CLIENT_KINDS = ["person", "company"] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

export const CONTACT_KINDS = ["phone", "whatsapp", "email"] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

/** How national ids and tax ids are compared: letters and digits, upper case. */
export function documentFold(document: string): string {
  return document.toUpperCase().replace(/[^A-Z0-9]/g, "");
}
