import { letterValues, orderValues } from "../../views/mail/values.ts";
import type { Ctx } from "../context.ts";
import type { TemplateValues } from "../lib/template.ts";
import { exampleFacts, exampleLetter, exampleOrder, withDocument } from "../mail/examples.ts";
import { LETTER_KINDS, type MailLook, type MessageKind, type TemplateKind } from "../mail/message.ts";
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
  const values = exampleValues(ctx, kind, look);
  return filledChat(template, { fields, valueOf: (field) => textOf(values[field]) }).text;
}

function exampleValues(ctx: Ctx, kind: TemplateKind, look: MailLook): TemplateValues {
  const letter = LETTER_KINDS.find((one) => one === kind);
  if (letter) return letterValues(exampleLetter(ctx, { kind: letter, look }));
  const facts = withDocument(exampleFacts(look, exampleOrder(ctx, look.locale)), kind);
  return orderValues(kind as MessageKind, facts);
}
