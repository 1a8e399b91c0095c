import { z } from "zod";
import { Id, Instant, instant, instantOrNull } from "../api/shapes.ts";
import { DEVICE_CATEGORIES } from "../devices/device.ts";
import { LOCALES } from "../lib/locale.ts";
import { OrderNumber, Status } from "../orders/json.ts";
import type { Reading } from "../api/operation.ts";
import { CLIENT_KINDS, CONTACT_KINDS } from "./client.ts";
import { answersOf, answerTo, CONSENT_ANSWERS, type ConsentChannel, PREFERRED_CHANNELS } from "./consent.ts";
import { clientInput, oneContact } from "./input.ts";
import type { ClientOrder, ClientPage, ClientRow } from "./queries.ts";

export const ClientSummary = z.object({
  id: Id,
  kind: z.enum(CLIENT_KINDS),
  name: z.string().meta({ examples: ["Marta Núñez"] }),
  document: z.string(),
  phone: z.string().nullable().meta({ description: "The first one, as people read it" }),
  email: z.string().nullable(),
  last_order: z.object({ number: OrderNumber, received_at: Instant }).nullable(),
  created_at: Instant,
}).meta({ id: "ClientSummary" });

export function clientSummary(row: ClientRow): z.input<typeof ClientSummary> {
  const { id, kind, name, document, phone, email, lastOrder, createdAt } = row;
  return {
    id,
    kind,
    name,
    document,
    phone,
    email,
    last_order: lastOrder && { number: lastOrder.number, received_at: instant(lastOrder.receivedAt) },
    created_at: instant(createdAt),
  };
}

export const Contact = z.object({
  id: Id.meta({ description: "Stays while its kind and value do" }),
  kind: z.enum(CONTACT_KINDS),
  value: z.string().meta({ description: "E.164, or the e-mail in lower case", examples: ["+541140001234"] }),
  display: z.string().meta({ description: "As people read it" }),
}).meta({ id: "Contact" });

export const Consent = z.object({
  answer: z.enum(CONSENT_ANSWERS),
  at: Instant.nullable().meta({ description: "When it was noted" }),
  noted_by: z.string().nullable(),
}).meta({ id: "Consent" });

export const Client = z.object({
  id: Id,
  kind: z.enum(CLIENT_KINDS),
  name: z.string(),
  document: z.string(),
  address: z.string(),
  notes: z.string(),
  locale: z.enum(LOCALES).meta({ description: "Language of what is sent to the client" }),
  channel: z.enum(PREFERRED_CHANNELS).meta({
    description: "How they want to be told: `none` not to be written to, empty while they have not said",
  }),
  consents: z.object({ email: Consent, whatsapp: Consent, phone: Consent }),
  contacts: z.array(Contact),
  created_at: Instant,
  updated_at: Instant,
  version: z.int(),
}).meta({ id: "Client" });

export function clientTold(client: ClientPage): z.input<typeof Client> {
  const {
    id,
    kind,
    name,
    document,
    address,
    notes,
    locale,
    channel,
    contacts,
    createdAt,
    updatedAt,
    version,
  } = client;
  return {
    id,
    kind,
    name,
    document,
    address,
    notes,
    locale,
    channel,
    consents: {
      email: consentTold(client, "email"),
      whatsapp: consentTold(client, "whatsapp"),
      phone: consentTold(client, "phone"),
    },
    contacts: contacts.map((contact) => ({ ...contact })),
    created_at: instant(createdAt),
    updated_at: instant(updatedAt),
    version,
  };
}

function consentTold({ consents }: ClientPage, channel: ConsentChannel): z.input<typeof Consent> {
  const known = consents[channel];
  return {
    answer: answerTo(consents, channel),
    at: known ? instant(known.at) : null,
    noted_by: known?.by ?? null,
  };
}

export function ContactIn({ country }: Reading) {
  return oneContact(country);
}

export const ClientOrderTold = z.object({
  number: OrderNumber,
  status: Status,
  fault: z.string(),
  received_at: Instant,
  device: z.object({ id: Id, category: z.enum(DEVICE_CATEGORIES), brand: z.string(), model: z.string() }),
  warranty_ends_at: Instant.nullable(),
}).meta({ id: "ClientOrder" });

export function clientOrderTold(order: ClientOrder): z.input<typeof ClientOrderTold> {
  const { number, status, fault, receivedAt, deviceId, category, brand, model, warrantyEndsAt } = order;
  return {
    number,
    status,
    fault,
    received_at: instant(receivedAt),
    device: { id: deviceId, category, brand, model },
    warranty_ends_at: instantOrNull(warrantyEndsAt),
  };
}

export function ClientIn({ country }: Reading) {
  return clientInput(country);
}

export function NewClientIn({ country }: Reading) {
  return clientInput(country).extend({
    is_another: z.boolean({ error: "invalid" }).default(false).meta({
      description: "Add it though a client with the same phone, e-mail or document is known",
    }),
  });
}

/** The client in the form in which it comes in. */
export function clientAsIn(client: ClientPage) {
  const { kind, name, document, address, notes, locale, channel, consents, contacts } = client;
  return {
    kind,
    name,
    document,
    address,
    notes,
    locale,
    channel,
    consents: answersOf(consents),
    contacts: contacts.map(({ kind, value }) => ({ kind, value })),
  };
}
