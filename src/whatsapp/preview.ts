import { orderValues } from "../../views/mail/values.ts";
import type { Ctx } from "../context.ts";
import { exampleFacts, exampleOrder } from "../mail/examples.ts";
import { lookOf } from "../mail/look.ts";
import { branchOf } from "../admin/shop.ts";
import { textOf } from "./content.ts";
import type { ChoicePlace } from "./input.ts";
import { filledChat, type ListedTemplate } from "./template.ts";

/** What a client would read, with an order made up for it. */
export async function previewOf(
  ctx: Ctx,
  { kind, locale }: ChoicePlace,
  { template, fields }: { template: ListedTemplate; fields: readonly string[] },
): Promise<string> {
  const branchId = ctx.actor.kind === "user" ? ctx.actor.branchId : "";
  const look = await lookOf(ctx.db, ctx, { locale, branchId: branchOf(ctx.shop, branchId).id });
  const values = orderValues(kind, exampleFacts(look, exampleOrder(ctx, locale)));
  return filledChat(template, { fields, valueOf: (field) => textOf(values[field]) }).text;
}
