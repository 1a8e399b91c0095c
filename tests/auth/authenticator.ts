import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

const url = (bytes: Uint8Array) => bytes.toBase64({ alphabet: "base64url", omitPadding: true });
const text = (encoded: string) =>
  new TextDecoder().decode(Uint8Array.fromBase64(encoded, { alphabet: "base64url" }));

interface Asked {
  challenge: string;
  rp?: { id: string };
  rpId?: string;
  user?: { id: string };
}

export interface SoftKey {
  /** What a browser answers to `navigator.credentials.create`, as JSON. */
  make(options: string): string;
  /** The same for `get`; `changes` lie about what happened. */
  use(options: string, changes?: { origin?: string; verified?: boolean; counter?: number }): string;
}

/** A device with one passkey (ES256, no attestation) that does what it is told, and lies where it is told to. */
export function softKey(origin: string): SoftKey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomBytes(16);
  let counter = 0;
  let userHandle = "";
  const client = (type: string, { challenge }: Asked, from = origin) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: from, crossOrigin: false }));
  const about = { id: url(id), rawId: url(id), type: "public-key", clientExtensionResults: {} };
  return {
    make(options) {
      const asked: Asked = JSON.parse(options);
      userHandle = asked.user?.id ?? "";
      const { x = "", y = "" } = publicKey.export({ format: "jwk" });
      const cose = Buffer.concat([
        Buffer.from("a5010203262001215820", "hex"),
        Buffer.from(x, "base64url"),
        Buffer.from("225820", "hex"),
        Buffer.from(y, "base64url"),
      ]);
      const length = Buffer.from([0, id.length]);
      const data = Buffer.concat([
        head(asked.rp?.id ?? "", 0x45, counter),
        Buffer.alloc(16),
        length,
        id,
        cose,
      ]);
      const attestation = Buffer.concat([
        Buffer.from("a363666d74646e6f6e656761747453746d74a068617574684461746158", "hex"),
        Buffer.from([data.length]),
        data,
      ]);
      const response = {
        clientDataJSON: url(client("webauthn.create", asked)),
        attestationObject: url(attestation),
        transports: ["internal"],
      };
      return JSON.stringify({ ...about, response });
    },
    use(options, { origin: from, verified = true, counter: told } = {}) {
      const asked: Asked = JSON.parse(options);
      counter = told ?? counter + 1;
      const clientData = client("webauthn.get", asked, from);
      const data = head(asked.rpId ?? "", verified ? 0x05 : 0x01, counter);
      const signed = Buffer.concat([data, createHash("sha256").update(clientData).digest()]);
      const response = {
        clientDataJSON: url(clientData),
        authenticatorData: url(data),
        signature: url(sign("sha256", signed, privateKey)),
        userHandle,
      };
      return JSON.stringify({ ...about, response });
    },
  };
}

/** Relying party, flags (0x01 present, 0x04 verified, 0x40 with a key), counter. */
function head(rpId: string, flags: number, counter: number): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([createHash("sha256").update(rpId).digest(), Buffer.from([flags]), count]);
}

/** The options in a page's form, made readable again. */
export function optionsIn(page: string, attribute: "data-passkey-make" | "data-passkey-use"): string {
  const [, escaped = ""] = new RegExp(`${attribute}="([^"]+)"`).exec(page) ?? [];
  return escaped.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

/** Whose user it is, as the device keeps it. */
export function userIn(options: string): string {
  return text(JSON.parse(options).user.id);
}
