import { type IntakeInput, type IntakeReading, parseIntake, typedDevices } from "../intakes/input.ts";
import { NEW_CLIENT } from "../intakes/intake.ts";
import type { FieldErrors } from "../lib/app_error.ts";
import { type Parsed, type Typed, typedText } from "../lib/form.ts";
import type { Locale } from "../lib/locale.ts";
import { MOST_ANNOUNCED } from "./link.ts";

/** What a client may say of a device; whatever else a form brings is the counter's to say. */
const DEVICE_FIELDS = ["category", "brand", "model", "serial", "fault", "accessory_lines"] as const;

interface ClientReading extends Omit<IntakeReading, "signatureRequired" | "announcing"> {
  /** The client whose link it is, null where the form asks who writes. */
  clientId: string | null;
  /** What the shop writes to them in. */
  locale: Locale;
}

/** Checks what a client announces; the field paths of its errors are the names of the form's fields. */
export function parsePreintake(typed: Typed, reading: ClientReading): Parsed<IntakeInput> {
  const announced = announcedOnly(typed, reading);
  const parsed = parseIntake(announced, { ...reading, signatureRequired: false, announcing: true });
  const own = ownErrors(typed, reading);
  if (!parsed.ok) return { ok: false, errors: { ...own, ...parsed.errors }, typed };
  if (Object.keys(own).length > 0) return { ok: false, errors: own, typed };
  const { client, devices } = parsed.data;
  // Whom the shop knows already, and which devices, is told at the counter and not to whoever writes.
  const data = {
    ...parsed.data,
    client: "id" in client ? client : { ...client, duplicateAccepted: true },
    devices: devices.map((device) => ({ ...device, openOrderAccepted: true })),
  };
  return { ok: true, data, typed };
}

/** The form after its buttons "add" and "remove" were pressed; null when neither was. */
export function withDevices(typed: Typed): Typed | null {
  const devices = typedDevices(typed);
  if (typedText(typed, "add") === "devices") {
    return { ...typed, devices: [...devices, { category: "phone" }].slice(0, MOST_ANNOUNCED) };
  }
  const removed = /^devices\.(\d{1,2})$/.exec(typedText(typed, "remove"))?.[1];
  if (removed === undefined) return null;
  const left = devices.filter((_, index) => index !== Number(removed));
  return { ...typed, devices: left.length > 0 ? left : devices };
}

function announcedOnly(typed: Typed, { clientId, locale }: ClientReading): Typed {
  const devices = typedDevices(typed).map((device) =>
    Object.fromEntries(DEVICE_FIELDS.map((name) => [name, typedText(device, name)]))
  );
  const form = { form_key: typedText(typed, "form_key"), devices };
  if (clientId !== null) return { ...form, client_id: clientId };
  const contact = (kind: string, at: number) => ({
    kind,
    value: typedText(typed, `client.contacts.${at}.value`),
  });
  const client = {
    name: typedText(typed, "client.name"),
    locale,
    contacts: [contact("phone", 0), contact("email", 1)],
  };
  return { ...form, client_id: NEW_CLIENT, client };
}

function ownErrors(typed: Typed, { clientId }: ClientReading): FieldErrors {
  const errors: FieldErrors = {};
  if (clientId === null && typedText(typed, "client.contacts.0.value").trim() === "") {
    errors["client.contacts.0.value"] = { code: "required" };
  }
  if (typedDevices(typed).length > MOST_ANNOUNCED) {
    errors.devices = { code: "too_many_devices", params: { limit: MOST_ANNOUNCED } };
  }
  if (typedText(typed, "contact_ok") === "") errors.contact_ok = { code: "contact_not_ok" };
  return errors;
}
