const VERSION = "v1.";
const NONCE_BYTES = 12;
const BASE64URL = { alphabet: "base64url", omitPadding: true } as const;

export interface SecretBox {
  /** Encrypts `text`; it opens only under the same context, such as `device_secret:<id>`. */
  seal(text: string, context: string): Promise<string>;
  /** Throws SecretUnreadable when the text was altered, or sealed under another key or context. */
  open(sealed: string, context: string): Promise<string>;
  /** HMAC-SHA256, base64url. */
  mac(text: string): Promise<string>;
  /** Compares in constant time. */
  verify(text: string, mac: string): Promise<boolean>;
}

export class SecretUnreadable extends Error {
  constructor() {
    super("a sealed secret cannot be opened: altered, or another key or context");
    this.name = "SecretUnreadable";
  }
}

type FillRandom = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

/** AES-256-GCM and HMAC with keys derived from `secretKey` (at least 32 characters, else RangeError). */
export async function openSecretBox(
  secretKey: string,
  fillRandom: FillRandom = (bytes) => crypto.getRandomValues(bytes),
): Promise<SecretBox> {
  if (secretKey.length < 32) throw new RangeError("the secret key has fewer than 32 characters");
  const root = await crypto.subtle.importKey("raw", utf8(secretKey), "HKDF", false, ["deriveKey"]);
  const sealing = await crypto.subtle.deriveKey(
    purpose("reparo seal v1"),
    root,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
  const signing = await crypto.subtle.deriveKey(
    purpose("reparo mac v1"),
    root,
    { name: "HMAC", hash: "SHA-256", length: 256 },
    false,
    ["sign", "verify"],
  );

  return {
    async seal(text, context) {
      const iv = fillRandom(new Uint8Array(NONCE_BYTES));
      const body = await crypto.subtle.encrypt(gcm(iv, context), sealing, utf8(text));
      const sealed = new Uint8Array(NONCE_BYTES + body.byteLength);
      sealed.set(iv);
      sealed.set(new Uint8Array(body), NONCE_BYTES);
      return VERSION + sealed.toBase64(BASE64URL);
    },
    async open(sealed, context) {
      const bytes = sealed.startsWith(VERSION) ? decode(sealed.slice(VERSION.length)) : null;
      if (!bytes || bytes.length < NONCE_BYTES) throw new SecretUnreadable();
      const iv = bytes.slice(0, NONCE_BYTES);
      try {
        const plain = await crypto.subtle.decrypt(gcm(iv, context), sealing, bytes.slice(NONCE_BYTES));
        return new TextDecoder().decode(plain);
      } catch {
        throw new SecretUnreadable();
      }
    },
    async mac(text) {
      return new Uint8Array(await crypto.subtle.sign("HMAC", signing, utf8(text))).toBase64(BASE64URL);
    },
    async verify(text, mac) {
      const bytes = decode(mac);
      return bytes !== null && await crypto.subtle.verify("HMAC", signing, bytes, utf8(text));
    },
  };
}

function purpose(info: string): HkdfParams {
  return { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: utf8(info) };
}

function gcm(iv: Uint8Array<ArrayBuffer>, context: string): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: utf8(context) };
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function decode(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.fromBase64(text, { alphabet: "base64url" });
  } catch {
    return null;
  }
}
