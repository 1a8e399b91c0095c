import { recordAudit } from "../audit/record.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { PublicSigningKey } from "./key.ts";
import { pemOfKey } from "./verify.ts";

/** With what the shop signs dossiers; the private half is a `CryptoKey` that cannot be taken out again. */
export interface SigningKey {
  id: string;
  /** base64url of 32 bytes. */
  publicKey: string;
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
}

const BASE64URL = { alphabet: "base64url", omitPadding: true } as const;

/** The public half of each key that there was, newest first; none before the first dossier. */
export async function publicSigningKeys(db: Db): Promise<PublicSigningKey[]> {
  const rows = await db.selectFrom("signing_key")
    .select(["id", "public_key", "created_at", "retired_at", "leaked_from"]).orderBy("id", "desc").execute();
  return rows.map((row) => ({
    id: row.id,
    publicKey: row.public_key,
    pem: pemOfKey(row.public_key),
    createdAt: row.created_at,
    retiredAt: row.retired_at,
    leakedFrom: row.leaked_from,
  }));
}

/** The shop's key, made the first time that it is asked for. @throws SecretUnreadable under another `SECRET_KEY` */
export async function signingKey(ctx: Ctx): Promise<SigningKey> {
  const row = await keyRow(ctx.db) ?? await makeKey(ctx);
  const pkcs8 = Uint8Array.fromBase64(await ctx.secrets.open(row.sealed_key, sealContext(row.id)));
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]);
  return {
    id: row.id,
    publicKey: row.public_key,
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign("Ed25519", key, bytes)),
  };
}

/** The row of a key that nobody has yet. */
export async function newKey(ctx: Ctx) {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("Ed25519 makes pairs of keys");
  const id = ctx.random.id(ctx.now);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return {
    id,
    public_key: raw.toBase64(BASE64URL),
    sealed_key: await ctx.secrets.seal(pkcs8.toBase64(), sealContext(id)),
    created_at: ctx.now,
    created_by_name: ctx.actor.name,
  };
}

/** Two that are made at the same moment: the first one counts for both. */
async function makeKey(ctx: Ctx) {
  const row = await newKey(ctx);
  const { id } = row;
  return await ctx.db.transaction().execute(async (trx) => {
    await trx.insertInto("signing_key").values(row).execute();
    const first = await keyRow(trx) ?? row;
    if (first.id !== id) await trx.deleteFrom("signing_key").where("id", "=", id).execute();
    else {
      await recordAudit(trx, ctx, {
        kind: "signing_key_made",
        subject: { kind: "signing_key", id },
        data: { public_key: row.public_key },
      });
    }
    return first;
  });
}

function keyRow(db: Db) {
  return db.selectFrom("signing_key").select(["id", "public_key", "sealed_key"])
    .where("retired_at", "is", null).orderBy("id").limit(1).executeTakeFirst();
}

function sealContext(id: string): string {
  return `signing_key:${id}`;
}
