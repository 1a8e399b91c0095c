import { paths } from "../../src/paths.ts";
import { type Browser, type Fields } from "../support/app.ts";

/** What the blank page hands out: hidden fields that a submit carries back. */
export async function blankForm(browser: Browser): Promise<Fields> {
  return hiddenFields(await browser.page("/ingresos/nuevo"));
}

export function hiddenFields(html: string): Record<string, string> {
  const names = ["form_key", "draft_key", "terms.es", "terms.en"];
  return Object.fromEntries(names.map((name) => {
    const tag = new RegExp(`<input[^>]*name="${name.replace(".", "\\.")}"[^>]*>`).exec(html)?.[0] ?? "";
    return [name, /value="([^"]*)"/.exec(tag)?.[1] ?? ""];
  }));
}

/** A new client with one phone, unsigned with a reason. */
export const TYPED: Fields = {
  client_id: "new",
  "client.name": "José Núñez",
  "client.document": "28.456.123",
  "client.contacts.0.kind": "phone",
  "client.contacts.0.value": "11 5555-0142",
  "client.contacts.1.kind": "email",
  "client.contacts.1.value": "jose@example.com",
  "client.locale": "es",
  "devices.0.category": "phone",
  "devices.0.brand": "Samsung",
  "devices.0.model": "Galaxy A54",
  "devices.0.serial": "356938035643809",
  "devices.0.fault": "No carga",
  "devices.0.condition": "Rayas leves",
  "devices.0.accessories": ["Funda", "Cargador"],
  "devices.0.accessory_lines": "Cable corto\nfunda",
  "devices.0.priority": "high",
  "devices.0.promised": "2026-11-27T18:00",
  "devices.0.preauthorised": "45.000",
  "devices.0.secret_kind": "pin",
  "devices.0.secret": "4711",
  terms_accepted: "1",
  unsigned_reason: "Lo trajo un cadete",
  photos_public: "1",
};

export const SECOND: Fields = {
  "devices.1.category": "laptop",
  "devices.1.brand": "Lenovo",
  "devices.1.model": "ThinkPad T14",
  "devices.1.serial": "PF-3K9ZQ1",
  "devices.1.fault": "Líneas en la pantalla",
};

/** The form of an announced order, with what only the counter can say. */
export async function arrival(desk: Browser, number: string): Promise<Fields> {
  const html = await desk.page(paths.orderIntake(number));
  return {
    ...hiddenFields(html),
    ...Object.fromEntries(
      ["client_id", "order", "order_version", "device_id", "brand", "model", "serial"].map((name) => {
        const field = name === "client_id" ? name : `devices.0.${name}`;
        return [field, valueOf(html, field)];
      }),
    ),
    "devices.0.category": "phone",
    "devices.0.fault": "No carga ni prende",
    "devices.0.condition": "Pantalla astillada",
    "devices.0.accessories": ["Funda"],
    terms_accepted: "1",
    signature_name: "José Núñez",
    photos_public: "1",
  };
}

/** The same for the second device. */
export function second(html: string): Fields {
  const fields = ["order", "order_version", "device_id", "brand", "model", "serial"]
    .map((name) => [`devices.1.${name}`, valueOf(html, `devices.1.${name}`)]);
  return { ...Object.fromEntries(fields), "devices.1.category": "laptop", "devices.1.fault": "No prende" };
}

/** Of a hidden or text field, or of the radio that is chosen. */
export function valueOf(html: string, name: string): string {
  const tags = [...html.matchAll(/<input[^>]*>/g)].map(([tag]) => tag)
    .filter((tag) => tag.includes(`name="${name}"`));
  const tag = tags.find((one) => !one.includes('type="radio"') || / checked/.test(one)) ?? "";
  return /value="([^"]*)"/.exec(tag)?.[1] ?? "";
}
