import { fold } from "../lib/fold.ts";

export const DEVICE_CATEGORIES = [
  "phone",
  "tablet",
  "laptop",
  "desktop",
  "console",
  "tv",
  "audio",
  "printer",
  "camera",
  "appliance",
  "tool",
  "wearable",
  "other",
] as const;
export type DeviceCategory = (typeof DEVICE_CATEGORIES)[number];

export const SECRET_KINDS = ["pin", "pattern", "password"] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

/** Letters and digits only, upper case: how serials are compared and found. */
export function serialFold(serial: string): string {
  return serial.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

/** Check digit of a 15-digit IMEI (ISO/IEC 7812-1, Luhn; GSMA TS.06). */
export function isImei(text: string): boolean {
  const digits = text.replace(/[\s\-./]/g, "");
  if (!/^\d{15}$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < 15; index++) {
    const digit = Number(digits[index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Fifteen digits on something that calls are made with can only be an IMEI. */
export function wantsImei(device: { category: DeviceCategory; serial: string }): boolean {
  const calls = device.category === "phone" || device.category === "tablet";
  return calls && /^\d{15}$/.test(serialFold(device.serial));
}

/** Not what people write to get past the field, such as "S/N" or "0000". */
export function identifies(serial: string): boolean {
  const folded = serialFold(serial);
  return folded.length >= 5 && /\d/.test(folded) && !/^(.)\1*$/.test(folded);
}

/** What a device is found by, folded. */
export function deviceSearchFold(device: { brand: string; model: string; serial: string }): string {
  return fold([device.brand, device.model, device.serial, serialFold(device.serial)].join(" "));
}
