import { type Context, Hono } from "hono";
import { ClientQuotePage } from "../../views/quotes/client_page.tsx";
import { TrackingGonePage } from "../../views/tracking/page.tsx";
import { drawn } from "../documents/pdf.ts";
import { payChoices } from "../gateways/queries.ts";
import type { Env } from "../http/env.ts";
import { answerPdf } from "../http/pdf.ts";
import { ownForms } from "../http/security.ts";
import { ensureVisit } from "../http/session.ts";
import { AppError, conflict, type FieldErrors, notFound } from "../lib/app_error.ts";
import { check, nest, type Typed, typedText } from "../lib/form.ts";
import { refusedFields } from "../lib/refused.ts";
import { paths } from "../paths.ts";
import { clientViewer } from "../tracking/door.ts";
import { type TrackedOrder, trackedOrder, trackedOrderId } from "../tracking/queries.ts";
import { certificateOf } from "./certificate.ts";
import { approveByLink, type ByLink, noteViewed, rejectByLink } from "./client_commands.ts";
import { clientApproval, clientRejection } from "./input.ts";
import { withoutParticulars } from "./offer.ts";
import { offerDocument } from "./papers.ts";

/** Where a client reads an offer and answers it, without signing in. Mounted at `/seguimiento`. */
export const clientQuoteRoutes = new Hono<Env>()
  .get("/:token/presupuesto", async (c) => {
    const order = await trackedOrder(c.var.ctx, c.req.param("token"));
    if (!order) return gone(c);
    if (looksHuman(c)) await noteViewed(c.var.ctx, { orderId: order.id });
    return await quotePage(c, order);
  })
  .post("/:token/presupuesto/aprobacion", ownForms, async (c) => {
    const { typed, errors } = await answered(c, async (link, typed) => {
      const form = check(clientApproval, typed);
      return form.ok ? await refusedFields(approveByLink(c.var.ctx, link, form.data)) : form.errors;
    });
    if (!errors) return c.redirect(paths.trackingQuote(c.req.param("token")), 303);
    return await quoteAgain(c, { typed, errors, answering: "approved" });
  })
  .post("/:token/presupuesto/rechazo", ownForms, async (c) => {
    const { typed, errors } = await answered(c, async (link, typed) => {
      const form = check(clientRejection, typed);
      return form.ok ? await refusedFields(rejectByLink(c.var.ctx, link, form.data)) : form.errors;
    });
    if (!errors) return c.redirect(paths.trackingQuote(c.req.param("token")), 303);
    return await quoteAgain(c, { typed, errors, answering: "rejected" });
  })
  .get("/:token/presupuesto.pdf", async (c) => {
    const order = await trackedOrder(c.var.ctx, c.req.param("token"));
    if (!order?.quote) return gone(c);
    const document = offerDocument(c.var.ctx, withoutParticulars(order.quote.offer));
    return answerPdf(c, await drawn(document, "a4"));
  })
  .get("/:token/constancia.pdf", async (c) => {
    const order = await trackedOrder(c.var.ctx, c.req.param("token"));
    if (order?.quote?.answer?.channel !== "link") return gone(c);
    const ids = { orderId: order.id, quoteId: order.quote.offer.id };
    return answerPdf(c, await certificateOf(c.var.ctx, ids));
  });

type LinkContext = Context<Env, "/:token/presupuesto">;

interface Answer {
  typed: Typed;
  /** A refusal that is no field's is under `form`. */
  errors: FieldErrors | null;
}

/** Takes an answer; what hinders it comes back as an error, so that the page can tell the client how things stand now. */
async function answered(
  c: LinkContext,
  take: (link: ByLink, typed: Typed) => Promise<FieldErrors | null>,
): Promise<Answer> {
  const orderId = await trackedOrderId(c.var.ctx, c.req.param("token"));
  if (!orderId) throw notFound();
  if (c.var.signedIn) throw conflict("quote_by_staff");
  const typed = nest(await c.req.formData());
  const userAgent = (c.req.header("User-Agent") ?? "").slice(0, 300);
  try {
    return { typed, errors: await take({ orderId, userAgent }, typed) };
  } catch (refusal) {
    if (!(refusal instanceof AppError) || refusal.code !== "conflict") throw refusal;
    return { typed, errors: { form: { code: refusal.detail.reason ?? "conflict" } } };
  }
}

interface Returned {
  typed: Typed;
  errors: FieldErrors;
  answering: "approved" | "rejected";
}

async function quoteAgain(c: LinkContext, returned: Returned): Promise<Response> {
  const order = await trackedOrder(c.var.ctx, c.req.param("token"));
  if (!order) return gone(c);
  return await quotePage(c, order, returned);
}

async function quotePage(c: LinkContext, order: TrackedOrder, returned?: Returned): Promise<Response> {
  const { ctx, signedIn } = c.var;
  ensureVisit(c);
  const { diagnosis_fee, quote_signature_required } = ctx.shop.settings;
  const chargesFee = diagnosis_fee > 0 && !order.claim &&
    ctx.shop.organization?.currency === order.quote?.offer.currency;
  const given = typedText(returned?.typed, "form_key");
  const awaitsDeposit = (order.quote?.depositDueMinor ?? 0) > 0;
  const choices = awaitsDeposit ? await payChoices(ctx, order.id) : null;
  const page = (
    <ClientQuotePage
      viewer={clientViewer(c, order)}
      order={order}
      token={c.req.param("token")}
      formKey={given === "" ? ctx.random.id(ctx.now) : given}
      feeMinor={chargesFee ? diagnosis_fee : 0}
      signatureRequired={quote_signature_required}
      byStaff={signedIn !== null}
      pay={choices && { ...choices, formKey: ctx.random.id(ctx.now) }}
      returned={returned}
    />
  );
  return await c.html(page, !returned ? 200 : returned.errors.form ? 409 : 422);
}

const BOTS =
  /bot|crawl|spider|preview|whatsapp|telegram|facebookexternalhit|slack|skype|discord|curl|wget|python/i;

/** A person at a browser, as far as one can tell: not staff, not a link's preview, not a page that is fetched beforehand. */
function looksHuman(c: Context<Env>): boolean {
  const header = (name: string) => c.req.header(name) ?? "";
  if (c.req.method !== "GET" || c.var.signedIn) return false;
  if (/prefetch|prerender|preview/i.test(header("Sec-Purpose") + header("Purpose") + header("X-Moz"))) {
    return false;
  }
  const destination = header("Sec-Fetch-Dest");
  if (destination !== "" && destination !== "document") return false;
  const agent = header("User-Agent");
  return agent !== "" && !BOTS.test(agent);
}

function gone(c: Context<Env>): Response | Promise<Response> {
  return c.html(<TrackingGonePage viewer={c.var.viewer} />, 404);
}
