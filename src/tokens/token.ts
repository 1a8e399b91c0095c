import { crc32 } from "node:zlib";
import type { Random } from "../lib/random.ts";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 30;
const CHECK_LENGTH = 6;

/** `rpo_`, 30 random Base62 characters (178 bits) and the CRC-32 of what stands before it: scanners recognise a leaked one. */
export function newToken(random: Random): string {
  const body = `rpo_${base62(random)}`;
  return body + checksum(body);
}

/** False for anything that no newToken made, without asking the database. */
export function isToken(text: string): boolean {
  if (!/^rpo_[0-9A-Za-z]{36}$/.test(text)) return false;
  return checksum(text.slice(0, -CHECK_LENGTH)) === text.slice(-CHECK_LENGTH);
}

/** The part that lists show. */
export function tokenPrefix(token: string): string {
  return token.slice(0, 10);
}

function base62(random: Random): string {
  let text = "";
  while (text.length < RANDOM_LENGTH) {
    // 248 = 4 × 62: bytes above it would favour some characters.
    for (const byte of random.bytes(RANDOM_LENGTH)) if (byte < 248) text += BASE62[byte % 62];
  }
  return text.slice(0, RANDOM_LENGTH);
}

function checksum(body: string): string {
  let rest = crc32(body);
  let text = "";
  for (let place = 0; place < CHECK_LENGTH; place++) {
    text = BASE62[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
