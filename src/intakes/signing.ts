import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { signatureImage } from "../files/images.ts";
import { invalid } from "../lib/app_error.ts";
import type { IntakeInput } from "./input.ts";
import type { ReceiptSignature } from "./receipt.ts";

/** Keeps the drawn signature before the transaction, or takes the typed name; null when nobody signed. */
export async function storeSignature(
  ctx: Ctx,
  { signature, unsignedReason, slip }: IntakeInput,
): Promise<ReceiptSignature | null> {
  if (signature.image === "") {
    return signature.name === "" ? null : { name: signature.name, at: ctx.now, fileHash: "" };
  }
  const drawn = await signatureImage(signature.image);
  if (drawn.ok) {
    const { hash } = await ctx.files.put(drawn.value.bytes, { forRow: true });
    return { name: signature.name, at: ctx.now, fileHash: hash };
  }
  const otherwise = signature.name !== "" || unsignedReason !== "";
  const required = ctx.shop.settings.signature_required && slip === null;
  if (drawn.refusal.code === "signature_blank" && otherwise && !required) {
    return signature.name === "" ? null : { name: signature.name, at: ctx.now, fileHash: "" };
  }
  throw invalid({ signature: drawn.refusal });
}

export async function insertSignature(trx: Db, ctx: Ctx, signature: ReceiptSignature): Promise<string> {
  const id = ctx.random.id(ctx.now);
  await trx.insertInto("signature").values({
    id,
    purpose: "intake",
    name: signature.name,
    file_hash: signature.fileHash,
    at: ctx.now,
    ip: ctx.ip,
  }).execute();
  return id;
}
