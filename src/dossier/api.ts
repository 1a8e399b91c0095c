import { keptId } from "../api/kept_id.ts";
import { type Operation, operation } from "../api/operation.ts";
import type { Ctx } from "../context.ts";
import { requireScope } from "../http/bearer.ts";
import { params } from "../orders/api.ts";
import { orderPack, requirePackable } from "../orders/pack.ts";
import { readOrder } from "../orders/queries.ts";
import { paths } from "../paths.ts";
import { takeDossier } from "./dossier.ts";

const tag = "orders";

/** All of an order at once, to be handed over. */
export const dossierOperations: readonly Operation[] = [
  operation({
    id: "getOrderPack",
    method: "get",
    path: paths.apiOrderPack("{number}"),
    tag,
    scope: "payments:read",
    permission: "contacts.read",
    summary: "Read every paper of an order as one PDF",
    description:
      "Each as it was handed out, with the notices and the history at the end. Before the device is declared abandoned it needs the " +
      "scope orders:pack too. The audit log says who took it.",
    params,
    answer: { text: "All its papers, in the shop's language", file: ["application/pdf"] },
    async head(ctx, { number }) {
      requirePackable(ctx, await readOrder(ctx, number));
    },
    async handle(ctx, { params: { number } }) {
      const { bytes, fileName } = await orderPack(inShopsWords(ctx), number);
      return { bytes, type: "application/pdf", name: `${fileName}.pdf` };
    },
  }),
  operation({
    id: "takeDossier",
    method: "post",
    path: paths.apiOrderDossier("{number}"),
    tag,
    scope: "orders:pack",
    summary: "Take the signed file of an order, for a dispute",
    description:
      "A zip of its PDF, all its rows as canonical JSON, the signature over that and the shop's public key, which " +
      "`deno task verify-dossier` proves unaltered. Needs the scope payments:read too. The audit log keeps who took it and the hash of " +
      "what was signed. It is drawn anew each time; under the same Idempotency-Key it has the same id.",
    params,
    answer: { text: "The signed file", file: ["application/zip"] },
    inParts: true,
    async handle(ctx, { params: { number }, under }) {
      requireScope(ctx.actor, "payments:read");
      await readOrder(ctx, number);
      const { bytes, fileName } = await takeDossier(inShopsWords(ctx), number, await keptId(ctx, under));
      return { bytes, type: "application/zip", name: `${fileName}.zip` };
    },
  }),
];

/** A program reads no language; who is handed the papers does. */
function inShopsWords(ctx: Ctx): Ctx {
  return { ...ctx, locale: ctx.shop.organization?.locale ?? ctx.locale };
}
