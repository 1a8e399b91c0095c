import { z } from "zod";
import { type ClientInput, clientInput } from "../clients/input.ts";
import { type DeviceInput, deviceInput } from "../devices/input.ts";
import { identifies, SECRET_KINDS, type SecretKind, serialFold } from "../devices/device.ts";
import type { FieldErrors } from "../lib/app_error.ts";
import { instantOf, isLocalDateTime } from "../lib/dates.ts";
import {
  check,
  line,
  paragraph,
  type Parsed,
  requiredParagraph,
  tick,
  type Typed,
  typedList,
  typedText,
} from "../lib/form.ts";
import type { Locale } from "../lib/locale.ts";
import { parseMoney } from "../lib/money.ts";
import { PRIORITIES, type Priority } from "../orders/order.ts";
import { MOST_DEVICES, MOST_PHOTOS, NEW_CLIENT } from "./intake.ts";

/** One visit to the counter, as the form says it. Texts that nobody gave are "". */
export interface IntakeInput {
  /** Drawn when the form was rendered: a second submit of it changes nothing. */
  formKey: string;
  client: { id: string } | { input: ClientInput; duplicateAccepted: boolean };
  devices: IntakeDevice[];
  /** Ids of the terms that were shown, by language. */
  terms: Partial<Record<Locale, string>>;
  /** `image` is a PNG data URL, `name` what was typed instead of or beside it. */
  signature: { image: string; name: string };
  unsignedReason: string;
  photosPublic: boolean;
  /** Nobody is told of it this once. */
  silent: boolean;
  /** The slip on which the devices were taken in by hand; the first one takes its number. */
  slip: IntakeSlip | null;
}

export interface IntakeSlip {
  number: string;
  /** When the devices really came, UTC milliseconds; null for now. */
  receivedAt: number | null;
}

export interface IntakeDevice {
  device: DeviceInput;
  /** The draft order that it has already, with the version that the form shows; null when it gets one. */
  announced: { number: string; version: number } | null;
  /** The record that was chosen among those the shop knows, null for what the serial says. */
  deviceId: string | null;
  accessories: string[];
  condition: string;
  fault: string;
  /** Uploads that wait for their order. */
  photoIds: string[];
  priority: Priority;
  /** UTC milliseconds. */
  promisedAt: number | null;
  /** Minor units of the branch's currency. */
  preauthorisedMinor: number | null;
  secret: { kind: SecretKind; text: string } | null;
  openOrderAccepted: boolean;
  /** Number of the order under whose warranty it comes back, null when it comes for anything else. */
  warrantyOf: string | null;
}

/** What the reading of a form depends on. */
export interface IntakeReading {
  /** ISO 3166-1 alpha-2. */
  country: string;
  currency: string;
  /** IANA name, of the branch. */
  timeZone: string;
  now: number;
  signatureRequired: boolean;
  /** The devices are yet to come: nobody accepts terms or signs. */
  announcing?: boolean;
}

const MOST_ACCESSORIES = 20;
const MOST_AHEAD_MS = 2 * 366 * 86_400_000;

/** Checks a submitted intake; the field paths of its errors are the names of the form's fields. */
export function parseIntake(typed: Typed, reading: IntakeReading): Parsed<IntakeInput> {
  const whole = { ...typed, devices: typedDevices(typed) };
  const isNew = typedText(whole, "client_id") === NEW_CLIENT;
  const hasSlip = typedSlip(whole) !== "";
  const parsed = check(intakeForm(reading, { isNew, hasSlip }), whole);
  const late = { ...lateDeviceErrors(whole), ...signatureErrors(whole, reading) };
  if (Object.keys(late).length === 0) return parsed;
  return { ok: false, errors: { ...late, ...parsed.ok ? {} : parsed.errors }, typed: whole };
}

/** What the schema would look at only once every other field of the device is right; people want to hear it all at once. */
function lateDeviceErrors(typed: Typed): FieldErrors {
  const devices = typedDevices(typed);
  const errors = repeatedDevices(devices.map((device) => ({
    deviceId: typedText(device, "device_id"),
    serial: typedText(device, "serial"),
  })));
  for (const [index, device] of devices.entries()) {
    const parsed = check(deviceInput, device);
    const own = { ...parsed.ok ? {} : parsed.errors, ...secretError(device) };
    for (const [name, error] of Object.entries(own)) errors[`devices.${index}.${name}`] = error;
  }
  return errors;
}

/** One device is brought once in a visit. `deviceId` is "" for one that is not known. */
export function repeatedDevices(devices: readonly { deviceId: string; serial: string }[]): FieldErrors {
  const errors: FieldErrors = {};
  const serials = new Set<string>();
  const records = new Set<string>();
  for (const [index, device] of devices.entries()) {
    if (device.deviceId !== "" && records.has(device.deviceId)) {
      errors[`devices.${index}.device_id`] = { code: "device_repeated" };
    }
    records.add(device.deviceId);
    const serial = serialFold(device.serial);
    if (identifies(serial) && serials.has(serial)) {
      errors[`devices.${index}.serial`] = { code: "serial_repeated" };
    }
    serials.add(serial);
  }
  return errors;
}

function signatureErrors(typed: Typed, { signatureRequired, announcing }: IntakeReading): FieldErrors {
  if (announcing) return {};
  if (["signature", "signature_name"].some((name) => typedText(typed, name).trim() !== "")) return {};
  if (signatureRequired && typedSlip(typed) === "") return { signature: { code: "signature_missing" } };
  const reason = typedText(typed, "unsigned_reason").trim();
  return reason === "" ? { unsigned_reason: { code: "unsigned_reason_missing" } } : {};
}

/** Number of the slip that a form takes up, "" for none or for one that was given up. The client has signed on its paper. */
export function typedSlip(typed: Typed): string {
  return typedText(typed, "slip_dropped") === "" ? typedText(typed, "slip").trim() : "";
}

/** The devices of a form without the holes that removed ones leave; always at least one. */
export function typedDevices(typed: Typed): Typed[] {
  const filled = typedList(typed, "devices").filter((device) => Object.keys(device).length > 0);
  return filled.length > 0 ? filled : [{}];
}

function intakeForm(reading: IntakeReading, { isNew, hasSlip }: { isNew: boolean; hasSlip: boolean }) {
  return z.object({
    form_key: z.uuid({ error: "invalid" }),
    client_id: line(40).default("").pipe(z.string().min(1, { error: "client_missing" })),
    client: isNew ? clientInput(reading.country) : z.unknown().optional().transform(() => null),
    duplicate_ok: tick,
    devices: z.array(deviceForm(reading)).min(1).max(MOST_DEVICES, { error: "too_many_devices" }),
    terms: z.object({ es: z.uuid().optional(), en: z.uuid().optional() }).catch({}).default({}),
    terms_accepted: tick.refine((accepted) => accepted || reading.announcing === true, {
      error: "terms_not_accepted",
    }),
    signature: z.string().max(700_000, { error: "signature_too_large" }).default(""),
    signature_name: line(120).default(""),
    unsigned_reason: line(200).default(""),
    photos_public: tick,
    silent: tick,
    slip: line(20).default(""),
    received: hasSlip ? receivedByHand(reading) : z.unknown().optional().transform(() => null),
  }).transform((form): IntakeInput => ({
    formKey: form.form_key,
    client: form.client
      ? { input: form.client, duplicateAccepted: form.duplicate_ok }
      : { id: form.client_id },
    devices: form.devices,
    terms: form.terms,
    signature: { image: form.signature, name: form.signature_name },
    unsignedReason: form.unsigned_reason,
    photosPublic: form.photos_public,
    silent: form.silent,
    slip: hasSlip ? { number: form.slip, receivedAt: form.received } : null,
  }));
}

function deviceForm(reading: IntakeReading) {
  return deviceInput.safeExtend({
    order: line(20).default(""),
    order_version: z.coerce.number().int().min(0).catch(0).default(0),
    device_id: z.union([z.literal(""), z.uuid()], { error: "invalid" }).default(""),
    accessories: many(line(80)),
    accessory_lines: paragraph(1000).default(""),
    condition: paragraph(1000).default(""),
    fault: requiredParagraph(1000),
    photos: many(z.uuid({ error: "invalid" })).pipe(
      z.array(z.string()).max(MOST_PHOTOS, { error: "too_many_photos" }),
    ),
    priority: z.enum(PRIORITIES).default("normal"),
    promised: promised(reading),
    preauthorised: amount(reading.currency),
    secret_kind: z.enum(["", ...SECRET_KINDS]).default(""),
    secret: z.string().max(128, { error: "too_long" }).default(""),
    open_order_ok: tick,
    warranty_of: line(40).default(""),
  }).transform((form, issues): IntakeDevice => {
    const accessories = distinct([...form.accessories, ...form.accessory_lines.split("\n")]);
    if (accessories.length > MOST_ACCESSORIES) {
      issues.addIssue({ code: "custom", path: ["accessory_lines"], message: "too_many_accessories" });
    }
    return {
      device: { category: form.category, brand: form.brand, model: form.model, serial: form.serial },
      announced: form.order === "" ? null : { number: form.order, version: form.order_version },
      deviceId: form.device_id || null,
      accessories,
      condition: form.condition,
      fault: form.fault,
      photoIds: [...new Set(form.photos)],
      priority: form.priority,
      promisedAt: form.promised,
      preauthorisedMinor: form.preauthorised,
      secret: form.secret_kind === "" ? null : { kind: form.secret_kind, text: form.secret },
      openOrderAccepted: form.open_order_ok,
      warrantyOf: form.warranty_of || null,
    };
  });
}

const SECRET_SHAPE = {
  pin: /^\d{3,16}$/,
  /** Dots of the grid in their order, 1 to 9 from the upper left. */
  pattern: /^[1-9]([ \-]?[1-9]){3,8}$/,
  password: /^[^\p{Cc}]{1,128}$/u,
} as const satisfies Record<SecretKind, RegExp>;

function secretError(device: Typed): FieldErrors {
  const [kind, secret] = [typedText(device, "secret_kind"), typedText(device, "secret")];
  if (kind === "") return secret === "" ? {} : { secret_kind: { code: "secret_kind_missing" } };
  const shape = SECRET_KINDS.find((one) => one === kind);
  if (!shape || SECRET_SHAPE[shape].test(secret)) return {};
  return { secret: { code: secret === "" ? "required" : `secret_${shape}` } };
}

/** A `datetime-local` field in the branch's time zone. */
function promised({ timeZone, now }: IntakeReading) {
  return z.string().trim().default("").transform((text, issues): number | null => {
    if (text === "") return null;
    const at = isLocalDateTime(text) ? instantOf(text, timeZone) : null;
    if (at !== null && at > now && at < now + MOST_AHEAD_MS) return at;
    const message = at !== null && at <= now ? "date_past" : "date";
    issues.addIssue({ code: "custom", message });
    return null;
  });
}

/** The same of a device that came before it could be entered. */
function receivedByHand({ timeZone, now }: IntakeReading) {
  return z.string().trim().default("").transform((text, issues): number | null => {
    if (text === "") return null;
    const at = isLocalDateTime(text) ? instantOf(text, timeZone) : null;
    if (at !== null && at <= now) return at;
    issues.addIssue({ code: "custom", message: at === null ? "date" : "date_future" });
    return null;
  });
}

function amount(currency: string) {
  return z.string().trim().max(40, { error: "too_long" }).default("").transform(
    (text, issues): number | null => {
      if (text === "") return null;
      const minor = parseMoney(text, currency);
      if (minor !== null && minor >= 0) return minor;
      issues.addIssue({ code: "custom", message: "money" });
      return null;
    },
  );
}

/** Fields of one name: none, one or several. */
function many<T extends z.ZodType<string>>(one: T) {
  return z.preprocess(
    (value) => value === undefined ? [] : Array.isArray(value) ? value : [value],
    z.array(one).max(50, { error: "invalid" }),
  );
}

function distinct(texts: string[]): string[] {
  const known = new Map<string, string>();
  for (const text of texts.map((one) => one.replace(/\s+/g, " ").trim())) {
    if (text !== "" && !known.has(text.toLowerCase())) known.set(text.toLowerCase(), text);
  }
  return [...known.values()];
}
