import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import { certificatePaper } from "../documents/certificate_paper.ts";
import { renderPaper } from "../documents/paper.ts";
import { type Drawable, drawn, type Pdf } from "../documents/pdf.ts";
import { receiptShop } from "../intakes/snapshot.ts";
import { AppError, notFound } from "../lib/app_error.ts";
import { sealerOf } from "../lib/seal.ts";
import { sealFile } from "../lib/sealed_file.ts";
import { evidenceHolds } from "./evidence.ts";
import { sentFacts } from "./offer_queries.ts";

interface Ids {
  orderId: string;
  quoteId: string;
}

/** What was decided on an offer, as a sealed PDF. @throws not_found; internal when what is stored is no longer what was sealed */
export async function certificateOf(ctx: Ctx, ids: Ids): Promise<Pdf> {
  return await drawn(await certificateDocument(ctx, ids), "a4");
}

/** The same, read and not yet drawn. @throws as `certificateOf` */
export async function certificateDocument(
  ctx: Ctx,
  { orderId, quoteId }: Ids,
): Promise<Omit<Drawable, "title">> {
  const row = await ctx.db.selectFrom("quote_decision").innerJoin(
    "order",
    "order.id",
    "quote_decision.order_id",
  )
    .innerJoin("quote", "quote.id", "quote_decision.quote_id")
    .leftJoin("signature", "signature.id", "quote_decision.signature_id")
    .select(["evidence_json", "evidence_hash", "seal", "seal_key", "signature.file_hash"])
    .select(["order.number", "order.branch_id", "quote.revision", "quote.facts_json"])
    .where("quote_decision.quote_id", "=", quoteId).where("quote_decision.order_id", "=", orderId)
    .orderBy("quote_decision.at", "desc").limit(1).executeTakeFirst();
  if (!row) throw notFound();
  const { evidence_json, evidence_hash, seal, seal_key } = row;
  const sealed = { evidence_json, evidence_hash, seal, seal_key };
  if (!evidenceHolds(sealed)) {
    throw new AppError("internal", { reason: `evidence of quote ${quoteId} was altered` });
  }
  return {
    fileName: `constancia-${row.number}-${row.revision}`,
    async draw(format) {
      const bytes = row.file_hash ? await ctx.files.read(row.file_hash) : null;
      const paper = certificatePaper({
        shop: sentFacts(row)?.shop ?? receiptShop(ctx.shop, branchOf(ctx.shop, row.branch_id)),
        sealed,
        signature: row.file_hash && bytes ? { fileHash: row.file_hash, bytes } : null,
      });
      const pdf = await renderPaper(paper, { format, pictures: ctx.files.read });
      return sealFile(pdf, sealerOf(ctx.secretKey));
    },
  };
}
