import { z } from "zod";
import { readAttachments } from "../documents/attachments.ts";
import { fileIsIntact, readSealedFile } from "../lib/sealed_file.ts";
import { sha256 } from "../lib/token.ts";
import { Evidence, EVIDENCE_FILE, evidenceHolds, SEAL_FILE, SIGNATURE_FILE } from "./evidence.ts";

/**
 * What is looked at, in order: that the file carries a seal, made with a key that is trusted, over these very bytes; that the
 * evidence inside is the one that was sealed with the answer; that the picture inside is the signature which that evidence names.
 */
export const CHECKS = ["seal", "key", "bytes", "evidence", "signature"] as const;
export type Check = (typeof CHECKS)[number];

export interface Verdict {
  genuine: boolean;
  /** Null for what could not be looked at, or does not apply. */
  checks: Record<Check, boolean | null>;
  /** What the file says, genuine or not; null when it cannot be read. */
  evidence: Evidence | null;
  /** The same as the text that is sealed. */
  evidenceText: string | null;
  /** The key of its seal. */
  publicKey: string | null;
}

type Files = ReadonlyMap<string, Uint8Array> | null;

/** Judges the PDF of a certificate. Needs nothing but its bytes and to know which public keys are trusted. */
export async function verifyCertificate(
  bytes: Uint8Array<ArrayBuffer>,
  trusts: (publicKey: string) => boolean,
): Promise<Verdict> {
  const sealed = readSealedFile(bytes);
  const files = await readAttachments(sealed?.content ?? bytes);
  const found = evidenceIn(files);
  const checks: Verdict["checks"] = {
    seal: sealed !== null,
    key: sealed && trusts(sealed.publicKey),
    bytes: sealed && fileIsIntact(sealed),
    evidence: found && (found.holds && trusts(found.key)),
    signature: found && signatureHolds(found.evidence, files),
  };
  const unsigned = found !== null && found.evidence.decision.signature === null;
  return {
    genuine: CHECKS.every((check) => checks[check] === true || (check === "signature" && unsigned)),
    checks,
    evidence: found?.evidence ?? null,
    evidenceText: found?.text ?? null,
    publicKey: sealed?.publicKey ?? null,
  };
}

const SealOfEvidence = z.object({ evidence_hash: z.string(), seal: z.string(), seal_key: z.string() });

function evidenceIn(files: Files): { evidence: Evidence; text: string; holds: boolean; key: string } | null {
  const [text, sealText] = [EVIDENCE_FILE, SEAL_FILE].map((name) => textOf(files?.get(name)));
  if (text === undefined || sealText === undefined) return null;
  const evidence = Evidence.safeParse(parsed(text));
  const seal = SealOfEvidence.safeParse(parsed(sealText));
  if (!evidence.success || !seal.success) return null;
  const holds = evidenceHolds({ evidence_json: text, ...seal.data });
  return { evidence: evidence.data, text, holds, key: seal.data.seal_key };
}

/** Null for an answer by name alone, which no picture has to agree with. */
function signatureHolds({ decision: { signature } }: Evidence, files: Files): boolean | null {
  if (signature === null) return null;
  const png = files?.get(SIGNATURE_FILE);
  return png !== undefined && sha256(png) === signature.sha256;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && new TextDecoder().decode(bytes);
}
