import { clientSearch, type Contact, documentFold } from "../clients/client.ts";
import { deviceSearchFold, serialFold } from "../devices/device.ts";
import { fold } from "../lib/fold.ts";
import { normalisePhone } from "../lib/phone.ts";
import type { Dice } from "./dice.ts";
import { COMPANIES, GIVEN_NAMES, KINDS, STREETS, SURNAMES } from "./vocabulary.ts";

export interface SeedClient {
  id: string;
  name: string;
  document: string;
  contacts: Contact[];
  devices: SeedDevice[];
  row: ReturnType<typeof clientFacts>;
}

export interface SeedDevice {
  id: string;
  kind: (typeof KINDS)[number];
  brand: string;
  model: string;
  serial: string;
  /** Of its latest order, once that is handed over with a warranty. */
  guarantee?: SeedGuarantee;
}

/** The warranty of an order; UTC milliseconds. */
export interface SeedGuarantee {
  orderId: string;
  number: string;
  startsAt: number;
  endsAt: number;
}

/** What a device that comes at an instant can claim. */
export function guaranteeAt({ guarantee }: SeedDevice, at: number): SeedGuarantee | null {
  return guarantee && guarantee.startsAt < at && at <= guarantee.endsAt ? guarantee : null;
}

/** A client as the table holds it; `knownSince` in UTC milliseconds. */
export function makeClient(
  die: Dice,
  { knownSince, createdBy }: { knownSince: number; createdBy: string },
): SeedClient {
  const company = die.chance(0.09);
  const surname = die.pickEarly(SURNAMES);
  const person = `${die.pickEarly(GIVEN_NAMES)} ${surname}${die.chance(0.4) ? ` ${die.pick(SURNAMES)}` : ""}`;
  const name = company ? `${die.pick(COMPANIES)} ${surname}${die.chance(0.5) ? " S.R.L." : ""}` : person;
  const number = `${die.between(12, 47)}${die.digits(6)}`;
  const document = company
    ? `30-${number}-${die.between(0, 9)}`
    : number.replace(/^(..)(...)(...)$/, "$1.$2.$3");
  const contacts = makeContacts(die, { name, company });
  const id = die.id(knownSince);
  return {
    id,
    name,
    document,
    contacts,
    devices: [],
    row: clientFacts({ id, company, name, document, contacts, knownSince, createdBy, address: address(die) }),
  };
}

export function makeDevice(die: Dice, at: number): SeedDevice {
  const roll = die.next() * 100;
  let reached = 0;
  const kind = KINDS.find((one) => (reached += one.share) > roll) ?? KINDS[0];
  if (!kind) throw new RangeError("no kinds of device");
  const [brand, model] = die.pickEarly(kind.models);
  const serial = kind.category === "phone"
    ? imei(die)
    : `${brand.slice(0, 2).toUpperCase()}${die.digits(4)}${letters(die, 3)}${die.digits(3)}`;
  return { id: die.id(at), kind, brand, model, serial: die.chance(0.94) ? serial : "" };
}

export function deviceRow({ id, kind, brand, model, serial }: SeedDevice, at: number) {
  return {
    id,
    category: kind.category,
    brand,
    model,
    serial,
    serial_fold: serialFold(serial),
    search_fold: deviceSearchFold({ brand, model, serial }),
    created_at: at,
    updated_at: at,
    version: 1,
  };
}

function clientFacts(facts: {
  id: string;
  company: boolean;
  name: string;
  document: string;
  contacts: Contact[];
  knownSince: number;
  createdBy: string;
  address: string;
}) {
  const { id, company, name, document, contacts, knownSince, createdBy, address } = facts;
  return {
    id,
    kind: company ? "company" as const : "person" as const,
    name,
    name_fold: fold(name),
    document,
    document_fold: documentFold(document),
    address,
    notes: "",
    locale: "es" as const,
    ...clientSearch({ name, document, contacts }),
    form_key: null,
    created_at: knownSince,
    created_by: createdBy,
    updated_at: knownSince,
    version: 1,
  };
}

function makeContacts(die: Dice, { name, company }: { name: string; company: boolean }): Contact[] {
  const typed = `11 ${die.between(2, 6)}${die.digits(3)}-${die.digits(4)}`;
  const phone = normalisePhone(typed, "AR") ?? `+5411${die.digits(8)}`;
  const contacts: Contact[] = [{
    kind: die.chance(0.75) ? "whatsapp" : "phone",
    value: phone,
    display: `+54 ${typed}`,
  }];
  if (die.chance(company ? 0.95 : 0.6)) {
    const box = fold(name).split(" ").slice(0, 2).join(".");
    const value = `${box}${die.between(1, 99)}@example.${die.pick(["com", "net", "org"])}`;
    contacts.push({ kind: "email", value, display: value });
  }
  return contacts;
}

function address(die: Dice): string {
  return die.chance(0.6) ? `${die.pick(STREETS)} ${die.between(100, 5900)}` : "";
}

/** Fifteen digits whose last one is the check digit (Luhn). */
function imei(die: Dice): string {
  const body = `35${die.digits(12)}`;
  let sum = 0;
  for (let index = 0; index < body.length; index++) {
    const figure = Number(body[index]) * (index % 2 === 1 ? 2 : 1);
    sum += figure > 9 ? figure - 9 : figure;
  }
  return `${body}${(10 - sum % 10) % 10}`;
}

function letters(die: Dice, count: number): string {
  return Array.from({ length: count }, () => String.fromCharCode(die.between(65, 90))).join("");
}
