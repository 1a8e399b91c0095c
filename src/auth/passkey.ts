import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type { Ctx } from "../context.ts";
import { base64url, hmac, sameText, sha256 } from "../lib/token.ts";

/** What a challenge is for: no answer to one counts for another. */
export type ChallengePurpose = "add" | "sign_in" | "confirm";

export interface Party {
  /** Host name, to which passkeys are bound for ever. */
  id: string;
  origin: string;
}

/** Who we are to a browser; null where it knows no passkeys: without TLS, or under a bare address. */
export function partyOf(baseUrl: string): Party | null {
  const { origin, hostname, protocol } = new URL(baseUrl);
  const address = /^\[|^\d{1,3}(\.\d{1,3}){3}$/.test(hostname);
  return !address && (protocol === "https:" || hostname === "localhost") ? { id: hostname, origin } : null;
}

const LASTS_MS = 10 * 60_000;
const CHALLENGE = /^[\w-]{22}\.(\d{13,15})\.[\w-]{43}$/;

/** A challenge for one browser (`holder`: its session, or a visitor's cookie). Nothing is stored until it is answered. */
export function newChallenge(ctx: Ctx, purpose: ChallengePurpose, holder: string): string {
  const body = `${base64url(ctx.random.bytes(16))}.${ctx.now + LASTS_MS}`;
  return `${body}.${hmac(ctx.secretKey, `passkey ${purpose} ${holder} ${body}`)}`;
}

/** Whether an answer belongs to a challenge of ours that is in time and that nobody has answered; afterwards somebody has. */
export async function spendChallenge(
  ctx: Ctx,
  { challenge, purpose, holder }: { challenge: string; purpose: ChallengePurpose; holder: string },
): Promise<boolean> {
  const [, expires = "0"] = CHALLENGE.exec(challenge) ?? [];
  const body = challenge.slice(0, challenge.lastIndexOf("."));
  const mac = challenge.slice(body.length + 1);
  if (Number(expires) <= ctx.now) return false;
  if (!sameText(mac, hmac(ctx.secretKey, `passkey ${purpose} ${holder} ${body}`))) return false;
  const spent = await ctx.db.transaction().execute((trx) =>
    trx.insertInto("spent_challenge").values({ id: sha256(challenge), expires_at: Number(expires) })
      .onConflict((c) => c.column("id").doNothing()).returning("id").executeTakeFirst()
  );
  return spent !== undefined;
}

/** The challenge that an answer was made for, "" for what is no answer. */
export function challengeIn(clientDataJSON: string): string {
  try {
    const data = JSON.parse(new TextDecoder().decode(fromBase64url(clientDataJSON)));
    return typeof data.challenge === "string" ? new TextDecoder().decode(fromBase64url(data.challenge)) : "";
  } catch {
    return "";
  }
}

export interface NewPasskey {
  credentialId: string;
  publicKey: string;
  counter: number;
  transports: string;
  synced: boolean;
}

/** What a browser made, null when it does not hold. */
export async function verifyNew(
  response: RegistrationResponseJSON,
  { challenge, party }: { challenge: string; party: Party },
): Promise<NewPasskey | null> {
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: encodedChallenge(challenge),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
    });
    if (!verified || !registrationInfo) return null;
    const { credential, credentialBackedUp } = registrationInfo;
    return {
      credentialId: credential.id,
      publicKey: base64url(new Uint8Array(credential.publicKey)),
      counter: credential.counter,
      transports: (response.response.transports ?? []).filter((one) => /^[\w-]{1,20}$/.test(one)).join(" "),
      synced: credentialBackedUp,
    };
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

/** The counter that a right signature brings, null for a wrong one; the user was verified by the device. */
export async function verifySignature(
  response: AuthenticationResponseJSON,
  { challenge, party, passkey }: {
    challenge: string;
    party: Party;
    passkey: { credentialId: string; publicKey: string; counter: number };
  },
): Promise<number | null> {
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: encodedChallenge(challenge),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId,
        publicKey: fromBase64url(passkey.publicKey),
        counter: passkey.counter,
      },
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

/** A challenge is bytes to a browser. */
export function encodedChallenge(challenge: string): string {
  return base64url(new TextEncoder().encode(challenge));
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}

/** For `navigator.credentials.create`: discoverable, verified by the device, no statement of who made it. */
export function creationOptions(
  { challenge, party, shop, user, existing }: {
    challenge: string;
    party: Party;
    shop: string;
    user: { id: string; email: string; name: string };
    existing: readonly { id: string; transports: string[] }[];
  },
): string {
  return JSON.stringify({
    challenge: encodedChallenge(challenge),
    rp: { id: party.id, name: shop },
    user: { id: encodedChallenge(user.id), name: user.email, displayName: user.name },
    pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
    excludeCredentials: existing.map((one) => ({ type: "public-key", ...one })),
    authenticatorSelection: {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
    attestation: "none",
    timeout: 300_000,
  });
}

/** For `navigator.credentials.get`; without `allowed` the device offers what it has for us. */
export function requestOptions(
  { challenge, party, allowed = [] }: {
    challenge: string;
    party: Party;
    allowed?: readonly { id: string; transports: string[] }[];
  },
): string {
  return JSON.stringify({
    challenge: encodedChallenge(challenge),
    rpId: party.id,
    allowCredentials: allowed.map((one) => ({ type: "public-key", ...one })),
    userVerification: "required",
    timeout: 300_000,
  });
}
