import type { ContactKind } from "../../src/clients/client.ts";
import type { ClientPage } from "../../src/clients/queries.ts";
import { answersOf, answerTo, CONSENT_CHANNELS } from "../../src/clients/consent.ts";
import { type Typed, typedList, typedText } from "../../src/lib/form.ts";
import type { Locale } from "../../src/lib/locale.ts";
import type { ConflictField } from "../components/conflict.tsx";
import { text } from "./text.ts";

/** What was typed beside what somebody else saved, for the fields that differ. */
export function clientDifferences(
  locale: Locale,
  { client, typed }: { client: ClientPage; typed: Typed },
): ConflictField[] {
  const t = text[locale];
  const kinds: Record<string, string> = t.kinds;
  const languages: Record<string, string> = t.languages;
  const channels: Record<string, string> = t.channels;
  const answers: Record<string, string> = t.answers;
  const yours = (name: string) => typedText(typed, name).replaceAll("\r\n", "\n").trim();
  const rows = [
    row(t.kind, t.kinds[client.kind], kinds[yours("kind")] ?? ""),
    row(t.name, client.name, yours("name")),
    row(t.document, client.document, yours("document")),
    row(t.language, t.languages[client.locale], languages[yours("locale")] ?? ""),
    ..."channel" in typed
      ? [row(t.channel, t.channels[client.channel], channels[yours("channel")] ?? "")]
      : [],
    ...CONSENT_CHANNELS.filter((channel) => yours(`consents.${channel}`) !== "").map((channel) =>
      row(
        t.consentTo[channel],
        t.answers[answerTo(client.consents, channel)],
        answers[yours(`consents.${channel}`)] ?? "",
      )
    ),
    row(t.contacts, client.contacts.map(({ display }) => display).join(", "), typedContacts(typed)),
    row(t.address, client.address, yours("address")),
    row(t.notes, client.notes, yours("notes")),
  ];
  return rows.filter(({ differs }) => differs);
}

/** The form's own shape of a client that is saved. */
export function typedClient(client: ClientPage): Typed {
  const { kind, name, document, address, notes, locale, channel, consents, version } = client;
  const contacts = client.contacts.map((contact) => ({ kind: contact.kind, value: contact.display }));
  return {
    kind,
    name,
    document,
    address,
    notes,
    locale,
    channel,
    consents: answersOf(consents),
    version: String(version),
    contacts,
  };
}

/** A form to fill in: room for a WhatsApp and an e-mail, which is what most clients leave. */
export function blankClient(of: { formKey: string; locale: Locale; name: string }): Typed {
  const kinds: ContactKind[] = ["whatsapp", "email"];
  return {
    form_key: of.formKey,
    kind: "person",
    name: of.name,
    locale: of.locale,
    consents: answersOf({}),
    contacts: kinds.map((kind) => ({ kind, value: "" })),
  };
}

function row(label: string, theirs: string, yours: string): ConflictField {
  return { label, theirs, yours, differs: theirs !== yours };
}

function typedContacts(typed: Typed): string {
  return typedList(typed, "contacts").map((contact) => typedText(contact, "value").trim())
    .filter((value) => value !== "").join(", ");
}
