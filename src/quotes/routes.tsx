import { type Context, Hono } from "hono";
import { ApprovalForm } from "../../views/quotes/approval_form.tsx";
import { QuoteEditorPage } from "../../views/quotes/editor.tsx";
import { SendPage } from "../../views/quotes/send.tsx";
import { offerSheet } from "../../views/quotes/sheet.ts";
import { quoteText } from "../../views/quotes/text.ts";
import { TotalParts } from "../../views/quotes/totals.tsx";
import { WhatsappPage } from "../../views/quotes/whatsapp.tsx";
import { LiveParts, OrderPage, Part } from "../../views/orders/page.tsx";
import { PartOptions } from "../../views/parts/order_forms.tsx";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer, pageOrPart, wantsFragment } from "../http/htmx.ts";
import { answerPdf } from "../http/pdf.ts";
import { AppError, type FieldErrors, notFound } from "../lib/app_error.ts";
import { check, nest, type Typed, typedList, typedText } from "../lib/form.ts";
import { formatMoney } from "../lib/money.ts";
import { orderPageProps } from "../orders/page_props.ts";
import { orderDetail, readOrder } from "../orders/queries.ts";
import { refusedFields } from "../lib/refused.ts";
import { planFor, sends } from "../mail/plan.ts";
import { partOptions } from "../parts/order_part_queries.ts";
import { paths } from "../paths.ts";
import { recordApproval } from "./approval_commands.ts";
import { certificateOf } from "./certificate.ts";
import { discardQuote, saveQuote, startQuote } from "./draft_commands.ts";
import { readEdited, typedQuote, typingOf } from "./editor_queries.ts";
import { editorAct, withAct, withLines } from "./form_submission.ts";
import {
  approvalInput,
  discardInput,
  quoteInput,
  sendInput,
  shareInput,
  startInput,
  withoutBlankLines,
} from "./input.ts";
import { readOffer } from "./offer_queries.ts";
import { partsOffered } from "./parts.ts";
import { type OrderQuote, orderQuotes } from "./queries.ts";
import { findQuote } from "./rows.ts";
import { mailQuote, noteWhatsapp, sendQuote } from "./send_commands.ts";
import { sendObstacle } from "./sending.ts";
import { typedTemplateLines } from "./template.ts";
import { readTemplate } from "./template_queries.ts";
import { typedPart } from "./typed_part.ts";
import { typedSums } from "./typed_sums.ts";
import { whatsappLink } from "./whatsapp.ts";

/** What is offered for an order, from its draft to the answer that the staff notes down. Mounted at `/ordenes`. */
export const quoteRoutes = new Hono<Env>()
  .post("/:number/aprobacion", may("quotes.approve"), async (c) => {
    const { ctx } = c.var;
    const number = c.req.param("number");
    const { currency } = await readOrder(ctx, number);
    const form = check(approvalInput(currency), nest(await c.req.formData()));
    let moved = false;
    const errors = form.ok
      ? await refusedFields(recordApproval(ctx, number, form.data).then((done) => moved = done.moved))
      : form.errors;
    if (errors) return await approvalAgain(c, number, { typed: form.typed, errors });
    return await approved(c, number, moved);
  })
  .post("/:number/presupuestos", may("quotes.write"), async (c) => {
    const number = c.req.param("number");
    const form = check(startInput, nest(await c.req.formData()));
    if (!form.ok) throw new AppError("invalid", { fields: form.errors });
    return c.redirect(paths.quote(number, await startQuote(c.var.ctx, number, form.data)), 303);
  })
  .get("/:number/presupuestos/:quote", may("quotes.write"), async (c) => {
    const { ctx, viewer } = c.var;
    const { number, quote: id } = c.req.param();
    const edited = await readEdited(ctx, number, id);
    if (edited.quote.status !== "draft") return c.redirect(`${paths.order(number)}#order-quotes`, 303);
    return editor(c, { typed: typedQuote(edited, viewer.locale) });
  })
  .post("/:number/presupuestos/:quote", may("quotes.write"), async (c) => {
    const { ctx, viewer } = c.var;
    const { number, quote: id } = c.req.param();
    const submitted = await c.req.formData();
    const typed = nest(submitted);
    const act = editorAct(submitted);
    if (act === "count") return editor(c, { typed });
    if (act === "add" || (typeof act === "object" && "remove" in act)) {
      return editor(c, { typed: withAct(typed, act) });
    }
    const edited = await readEdited(ctx, number, id);
    if (typeof act === "object") {
      const form = { typing: typingOf(edited, viewer.locale), seesCosts: edited.seesCosts };
      const added = await typedPart(ctx, act, form);
      if (!added) return editor(c, { typed, errors: { code: { code: "part_unknown" } } });
      return editor(c, { typed: withLines(typed, [added]), scanning: true });
    }
    if (act === "template") {
      const chosen = typedText(typed, "template");
      if (chosen === "") return editor(c, { typed, errors: { template: { code: "required" } } });
      const { lines } = await readTemplate(ctx, chosen);
      const reading = { currency: edited.quote.currency, locale: viewer.locale };
      return editor(c, { typed: withLines(typed, typedTemplateLines(lines, reading)) });
    }
    const form = check(quoteInput(typingOf(edited, viewer.locale)), withoutBlankLines(typed));
    if (!form.ok) return editor(c, { typed: form.typed, errors: form.errors });
    try {
      const errors = await refusedFields(saveQuote(ctx, number, { quoteId: id, input: form.data }));
      if (errors) return editor(c, { typed: form.typed, errors });
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "quote_changed") throw refusal;
      return editor(c, { typed: form.typed, overtaken: true });
    }
    if (act === "review") return c.redirect(paths.quoteSending(number, id), 303);
    return answer(c, { to: paths.quote(number, id), toast: quoteText[viewer.locale].editor.saved });
  })
  .get("/:number/presupuestos/:quote/repuestos", may("quotes.write"), async (c) => {
    const { ctx, viewer } = c.var;
    const { number, quote: id } = c.req.param();
    if (!wantsFragment(c)) return c.redirect(paths.quote(number, id), 303);
    const { order, device } = await readEdited(ctx, number, id);
    const text = (c.req.query("code") ?? "").slice(0, 60);
    const options = await partOptions(ctx, { text, branchId: order.branch_id, device });
    c.header("Vary", "HX-Request");
    return c.html(<PartOptions {...{ viewer, detail: { device }, text, options }} />);
  })
  .post("/:number/presupuestos/:quote/totales", may("quotes.write"), async (c) => {
    const { ctx, viewer } = c.var;
    const { number, quote: id } = c.req.param();
    const edited = await readEdited(ctx, number, id);
    const typing = typingOf(edited, viewer.locale);
    const sums = typedSums(nest(await c.req.formData()), typing);
    const { currency, taxIncluded } = typing;
    return c.html(<TotalParts {...{ viewer, currency, sums, taxIncluded }} />);
  })
  .post("/:number/presupuestos/:quote/descarte", may("quotes.write"), async (c) => {
    const { ctx, viewer } = c.var;
    const { number, quote: id } = c.req.param();
    const form = check(discardInput, nest(await c.req.formData()));
    if (!form.ok) throw new AppError("invalid", { fields: form.errors });
    await discardQuote(ctx, number, { quoteId: id, version: form.data.version });
    return answer(c, { to: paths.order(number), toast: quoteText[viewer.locale].editor.discarded });
  })
  .get("/:number/presupuestos/:quote/envio", may("quotes.send"), (c) => sendPage(c))
  .post("/:number/presupuestos/:quote/envio", may("quotes.send"), async (c) => {
    const { ctx, viewer } = c.var;
    const { number, quote: id } = c.req.param();
    const form = check(sendInput, nest(await c.req.formData()));
    const { typed } = form;
    if (!form.ok) return await sendPage(c, { typed, errors: form.errors });
    try {
      const errors = await refusedFields(sendQuote(ctx, number, { quoteId: id, input: form.data }));
      if (errors) return await sendPage(c, { typed, errors });
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.code !== "conflict") throw refusal;
      return await sendPage(c, { typed, reason: refusal.detail.reason });
    }
    const { revision } = await quoteOf(c);
    return answer(c, {
      to: `${paths.order(number)}#order-quotes`,
      toast: quoteText[viewer.locale].send.sent(revision),
    });
  })
  .post("/:number/presupuestos/:quote/correo", may("quotes.send"), async (c) => {
    const { number, quote: id } = c.req.param();
    await mailQuote(c.var.ctx, number, { quoteId: id, key: await keyOf(c) });
    return answer(c, { to: paths.order(number), toast: quoteText[c.var.viewer.locale].send.mailed });
  })
  .post("/:number/presupuestos/:quote/whatsapp", may("quotes.send"), async (c) => {
    const { ctx, viewer } = c.var;
    const { number, quote: id } = c.req.param();
    await noteWhatsapp(ctx, number, { quoteId: id, key: await keyOf(c) });
    return c.html(<WhatsappPage viewer={viewer} number={number} {...await whatsappLink(ctx, id)} />);
  })
  .get("/:number/presupuestos/:quote/constancia.pdf", may("quotes.read"), may("contacts.read"), async (c) => {
    const { id, orderId } = await quoteOf(c);
    return answerPdf(c, await certificateOf(c.var.ctx, { orderId, quoteId: id }));
  });

type QuoteContext = Context<Env, "/:number/presupuestos/:quote">;

interface Shown {
  typed: Typed;
  errors?: FieldErrors;
  /** Somebody saved the draft meanwhile. */
  overtaken?: boolean;
  /** A part was added by its code. */
  scanning?: boolean;
}

/** The editor with what was typed: as it is saved, come back for its errors, or beside what somebody else saved. */
async function editor(
  c: QuoteContext,
  { typed, errors = {}, overtaken = false, scanning }: Shown,
): Promise<Response> {
  const { ctx, viewer } = c.var;
  const { number, quote: id } = c.req.param();
  const edited = await readEdited(ctx, number, id);
  const { order: { branch_id: branchId }, device } = edited;
  const ids = typedList(typed, "lines").map((line) => typedText(line, "part_id"));
  const text = typedText(typed, "code");
  const given = typedText(typed, "form_key");
  const page = (
    <QuoteEditorPage
      viewer={viewer}
      edited={edited}
      typed={typedList(typed, "lines").length > 0 ? typed : { ...typed, lines: [{}] }}
      errors={errors}
      formKey={given === "" ? ctx.random.id(ctx.now) : given}
      sums={typedSums(typed, typingOf(edited, viewer.locale))}
      parts={await partsOffered(ctx.db, { ids, branchId })}
      options={errors.code && await partOptions(ctx, { text, branchId, device })}
      scanning={scanning}
      theirs={overtaken ? typedQuote(edited, viewer.locale) : undefined}
    />
  );
  return await c.html(page, overtaken ? 409 : Object.keys(errors).length > 0 ? 422 : 200);
}

/** What stood in the way of sending: fields of the form, or how things stand. */
interface Unsent {
  typed?: Typed;
  errors?: FieldErrors;
  reason?: string;
}

async function sendPage(c: QuoteContext, { typed, errors, reason }: Unsent = {}): Promise<Response> {
  const { ctx, viewer } = c.var;
  const { number, quote: id } = c.req.param();
  const detail = await orderDetail(ctx, number);
  const quotes = await orderQuotes(ctx, detail.order.id);
  const quote = quotes.find((one) => one.id === id);
  if (!quote) throw notFound("quote_not_found");
  if (quote.status !== "draft") return c.redirect(`${paths.order(number)}#order-quotes`, 303);
  const offer = await readOffer(ctx.db, ctx, id);
  const told = planFor(ctx, detail.reach, { kind: "quote_sent" });
  const page = (
    <SendPage
      {...{ viewer, number, quote, typed, errors }}
      claim={detail.order.warranty_of_order_id !== null}
      obstacle={sendObstacle({ status: detail.order.status, moves: detail.moves })}
      reason={reason}
      sheet={offerSheet(offer)}
      told={told}
      sendable={sends(told)}
      standing={quotes.find(stands) ?? null}
      formKey={ctx.random.id(ctx.now)}
    />
  );
  return await c.html(page, errors ? 422 : reason ? 409 : 200);
}

function stands({ status }: OrderQuote): boolean {
  return status === "sent" || status === "viewed" || status === "approved";
}

/** The order goes on, or it waits for the deposit. */
async function approved(c: Context<Env>, number: string, moved: boolean): Promise<Response> {
  const { viewer } = c.var;
  const text = quoteText[viewer.locale].approval;
  const props = await orderPageProps(c.var, number);
  const { depositDueMinor, order: { currency } } = props.detail;
  return await answer(c, {
    to: paths.order(number),
    toast: moved ? text.done : text.waits(formatMoney(depositDueMinor, currency, viewer.locale)),
    fragment: () => (
      <LiveParts {...props}>
        <Part target="order-move">
          <div id="order-move"></div>
        </Part>
      </LiveParts>
    ),
  });
}

async function approvalAgain(
  c: Context<Env>,
  number: string,
  { typed, errors }: { typed: Typed; errors: FieldErrors },
): Promise<Response> {
  const props = await orderPageProps(c.var, number);
  const given = typedText(typed, "form_key");
  const move = (
    <ApprovalForm {...props} {...{ typed, errors }} formKey={given === "" ? props.formKey : given} />
  );
  return await pageOrPart(c, {
    status: 422,
    page: () => <OrderPage {...props} move={move} />,
    part: () => move,
  });
}

async function keyOf(c: Context<Env>): Promise<string> {
  const form = check(shareInput, nest(await c.req.formData()));
  if (!form.ok) throw new AppError("invalid", { fields: form.errors });
  return form.data.form_key;
}

async function quoteOf(c: QuoteContext): Promise<{ id: string; orderId: string; revision: number }> {
  const { number, quote: id } = c.req.param();
  const order = await readOrder(c.var.ctx, number);
  const { revision } = await findQuote(c.var.ctx.db, { orderId: order.id, quoteId: id });
  return { id, orderId: order.id, revision };
}
