import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** SHA-256, lower-case hex: how every token and code is stored. */
export function sha256(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}

/** HMAC-SHA256 as unpadded base64url. */
export function hmac(key: string, text: string): string {
  return createHmac("sha256", key).update(text).digest("base64url");
}

/** Compares without telling by its time how much was equal. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
}

export function base64url(bytes: Uint8Array<ArrayBuffer>): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648 without padding; whole groups of five bytes. */
export function base32(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0, bits = 0, held = 0; at < bytes.length; at++) {
    held = (held << 8 | (bytes[at] ?? 0)) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[held >>> bits & 31];
    }
  }
  return text;
}

/** Without the letters and figures that people confuse; for codes that are typed by hand. */
const TYPED = "ABCDEFGHJKMNPQRSTVWXYZ23456789";

export function typedCode(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => TYPED[byte % TYPED.length]).join("");
}
