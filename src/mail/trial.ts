import type { Ctx } from "../context.ts";
import { invalid } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import { completed, exampleFacts, exampleLetter, exampleOrder, withDocument } from "./examples.ts";
import { lookOf } from "./look.ts";
import {
  MESSAGE_KINDS,
  type MessageKind,
  type RenderedMessage,
  type TemplateKind,
  type TemplateText,
} from "./message.ts";
import { renderLetter, renderMessage } from "./messages.tsx";
import { latestQuote, triedOrder } from "./template_queries.ts";
import { factsOf, readTold } from "./told.ts";

export interface Trial {
  kind: TemplateKind;
  locale: Locale;
  /** Null for the words in force. */
  template: TemplateText | null;
  /** Of the order that it is tried with, "" for the newest. */
  number: string;
}

export interface TriedMail extends RenderedMessage {
  /** Null where the shop has no order, or the kind is about none. */
  number: string | null;
  /** Something of it is an example, as the order does not have it. */
  example: boolean;
}

/** A mail as it would be sent, with the words tried on a real order. @throws AppError invalid `order`, NotATemplate */
export async function tryMail(ctx: Ctx, trial: Trial): Promise<TriedMail> {
  const { kind, locale, template } = trial;
  const isAboutOrders = MESSAGE_KINDS.find((one) => one === kind);
  const tried = await orderTried(ctx, trial);
  const known = await lookOf(ctx.db, ctx, { locale, branchId: tried?.branch_id ?? firstBranch(ctx) });
  const look = template ? { ...known, written: { ...known.written, [kind]: template } } : known;
  const example = exampleOrder(ctx, locale);
  if (!isAboutOrders) {
    const made = exampleLetter(ctx, { kind: kind as Exclude<TemplateKind, MessageKind>, look });
    const letter = renderLetter({ ...made, ...(tried && { client: tried.client }) });
    return { ...letter, number: tried?.number ?? null, example: true };
  }
  if (!tried) {
    const facts = exampleFacts(look, example);
    return { ...renderMessage(isAboutOrders, withDocument(facts, kind)), number: null, example: true };
  }
  const quote = await latestQuote(ctx.db, tried.id);
  const told = { ...tried, locale, ...(quote && { quoteId: quote.id }) };
  const facts = await factsOf(ctx.db, ctx, { orders: [told], documents: [], note: "" });
  const whole = completed(isAboutOrders, facts.orders[0], example);
  const shown = withDocument({ ...facts, ...look, orders: [whole.order] }, kind);
  return { ...renderMessage(isAboutOrders, shown), number: tried.number, example: whole.example };
}

async function orderTried(ctx: Ctx, { number }: Trial) {
  const branchId = ctx.actor.kind === "user" ? ctx.actor.branchId : firstBranch(ctx);
  const found = await triedOrder(ctx.db, { number, branchId });
  if (!found && number !== "") throw invalid({ order: { code: "order_unknown" } });
  return found && await readTold(ctx.db, found.id);
}

function firstBranch({ shop }: Ctx): string {
  return shop.branches[0]?.id ?? "";
}
