import { z } from "zod";
import { openZip } from "../dump/zip.ts";
import { canonicalJson, type Json } from "../lib/canonical.ts";
import { sealHolds } from "../lib/seal.ts";
import { sha256 } from "../lib/token.ts";
import type { KeyFault } from "./key.ts";

export const DOSSIER_FORMAT = "reparo-dossier";

/** The entries of a dossier by their endings; nothing else is in it. */
export const ENTRIES = ["json", "sig", "pem", "pdf"] as const;
export type Entry = (typeof ENTRIES)[number];

/** What is looked at, in order. */
export const DOSSIER_CHECKS = ["entries", "key", "signature", "canonical", "pdf"] as const;
export type DossierCheck = (typeof DOSSIER_CHECKS)[number];

export interface DossierVerdict {
  genuine: boolean;
  /** Null for what could not be looked at. */
  checks: Record<DossierCheck, boolean | null>;
  /** Of the key inside, base64url; null when there is none. */
  publicKey: string | null;
  /** Why the key does not count; null when it does, or when there is none. */
  keyFault: KeyFault | null;
  says: { order: string; madeAt: string; madeBy: string } | null;
}

const Said = z.object({
  format: z.literal(DOSSIER_FORMAT),
  number: z.string(),
  made_at: z.string(),
  made_by: z.string(),
  pdf: z.object({ sha256: z.string() }),
});

/** Judges a dossier by its file alone; needs to know what is wrong with a key, for what says that it was made at an instant. */
export async function verifyDossier(
  path: string,
  faultOf: (signed: { publicKey: string; madeAt: number }) => KeyFault | null,
): Promise<DossierVerdict> {
  const entries = await readEntries(path);
  const publicKey = entries && keyOfPem(new TextDecoder().decode(entries.pem));
  const json = entries && new TextDecoder("utf-8", { ignoreBOM: true }).decode(entries.json);
  const parsed = json === null ? null : parsedJson(json);
  const said = Said.safeParse(parsed);
  const madeAt = said.success ? Date.parse(said.data.made_at) : NaN;
  const fault = publicKey === null ? null : faultOf({ publicKey, madeAt });
  const seal = entries?.sig.toBase64({ alphabet: "base64url", omitPadding: true });
  const checks = {
    entries: entries !== null,
    key: publicKey === null ? null : fault === null,
    signature: entries && publicKey !== null && seal !== undefined
      ? sealHolds(entries.json, { publicKey, seal })
      : null,
    canonical: parsed === null ? false : canonicalJson(parsed) === json,
    pdf: entries && said.success ? sha256(entries.pdf) === said.data.pdf.sha256 : null,
  };
  return {
    genuine: DOSSIER_CHECKS.every((check) => checks[check] === true),
    checks,
    publicKey,
    keyFault: fault,
    says: said.success
      ? { order: said.data.number, madeAt: said.data.made_at, madeBy: said.data.made_by }
      : null,
  };
}

/** Null for what is no zip, is damaged, or holds anything else. */
async function readEntries(path: string): Promise<Record<Entry, Uint8Array<ArrayBuffer>> | null> {
  try {
    await using zip = await openZip(path);
    const named = (ending: Entry) => zip.names.filter((name) => name.endsWith(`.${ending}`));
    if (zip.names.length !== ENTRIES.length || ENTRIES.some((one) => named(one).length !== 1)) return null;
    const read = async (ending: Entry) =>
      new Uint8Array(await new Response(zip.read(named(ending)[0] ?? "") as BodyInit).arrayBuffer());
    return {
      json: await read("json"),
      sig: await read("sig"),
      pem: await read("pem"),
      pdf: await read("pdf"),
    };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) throw error;
    if (error instanceof Error) return null;
    throw error;
  }
}

/** Header of a public key of Ed25519 in DER (RFC 8410); the 32 bytes of the key follow. */
const SPKI = "302a300506032b6570032100";

export function pemOfKey(publicKey: string): string {
  const raw = Uint8Array.fromBase64(publicKey, { alphabet: "base64url" });
  const der = Uint8Array.fromHex(SPKI + raw.toHex());
  return `-----BEGIN PUBLIC KEY-----\n${der.toBase64()}\n-----END PUBLIC KEY-----\n`;
}

/** base64url; null for what is no such key, written in the one way in which `pemOfKey` writes it. */
export function keyOfPem(pem: string): string | null {
  const [, base64 = ""] =
    /^-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=]+)\n-----END PUBLIC KEY-----\n$/.exec(pem) ??
      [];
  try {
    const key = Uint8Array.fromBase64(base64).slice(SPKI.length / 2)
      .toBase64({ alphabet: "base64url", omitPadding: true });
    return pemOfKey(key) === pem ? key : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function parsedJson(text: string): Json | null {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
