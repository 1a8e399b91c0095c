import { type Context, Hono } from "hono";
import { CashPage } from "../../views/cash/cash_page.tsx";
import { ClosingPage, CountPage } from "../../views/cash/count_page.tsx";
import { FiguresPage } from "../../views/cash/figures_page.tsx";
import { SessionsPage } from "../../views/cash/list_page.tsx";
import { SessionPage } from "../../views/cash/session_page.tsx";
import { cashText } from "../../views/cash/text.ts";
import { ChangeOutput } from "../../views/payments/change.tsx";
import { cashSessionPaper } from "../documents/cash_session_paper.ts";
import { renderPaper } from "../documents/paper.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answerPdf, formatAsked } from "../http/pdf.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors, invalid } from "../lib/app_error.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { refusedFields } from "../lib/refused.ts";
import { paths } from "../paths.ts";
import { changeOf, changeQuery } from "../payments/change.ts";
import { printCashSession } from "../printing/cash_commands.ts";
import { closeTill, countCash, moveCash, openTill } from "./commands.ts";
import { cashFigures } from "./figures_queries.ts";
import {
  closingInput,
  countInput,
  figuresFilter,
  movementInput,
  openingInput,
  printInput,
  sessionFilter,
} from "./input.ts";
import {
  freeTills,
  getSession,
  keepers,
  listSessions,
  methodsToCount,
  mySession,
  openSessions,
  reportPrints,
  seesAll,
} from "./queries.ts";
import { cashSessionFacts } from "./session_facts.ts";

export const cashRoutes = new Hono<Env>()
  .use(may("cash.use"))
  .get("/", async (c) => c.html(<CashPage {...await cashProps(c)} />))
  .post("/apertura", async (c) => {
    const { ctx, viewer } = c.var;
    const typed = nest(await c.req.formData());
    const form = check(openingInput(viewer.currency), typed);
    const errors = form.ok ? await refusedFields(openTill(ctx, form.data)) : form.errors;
    if (errors) return c.html(<CashPage {...await cashProps(c)} typed={typed} errors={errors} />, 422);
    return answer(c, { to: paths.cash(), toast: cashText[viewer.locale].opened });
  })
  .get("/vuelto", (c) => {
    const asked = changeQuery.parse(c.req.query());
    return c.html(
      <ChangeOutput viewer={c.var.viewer} currency={asked.moneda} difference={changeOf(asked)} />,
    );
  })
  .get("/informe", may("payments.read"), async (c) => {
    const filter = figuresFilter.parse(c.req.query());
    const figures = await cashFigures(c.var.ctx, filter);
    return c.html(<FiguresPage viewer={c.var.viewer} filter={filter} figures={figures} />);
  })
  .get("/sesiones", async (c) => {
    const { ctx, viewer } = c.var;
    const filter = sessionFilter.parse(c.req.query());
    const [list, people] = await Promise.all([listSessions(ctx, filter), keepers(ctx)]);
    return c.html(<SessionsPage {...{ viewer, filter, list, people }} branches={ctx.shop.branches} />);
  })
  .get("/sesiones/:id", async (c) => {
    const { ctx, viewer } = c.var;
    const session = await getSession(ctx, c.req.param("id"));
    const prints = session.closedAt !== null && await reportPrints(ctx, session.branchId);
    return c.html(<SessionPage {...{ viewer, session, prints }} formKey={ctx.random.id(ctx.now)} />);
  })
  .post("/sesiones/:id/movimientos", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const typed = nest(await c.req.formData());
    const { currency } = await getSession(ctx, id);
    const form = check(movementInput(currency), typed);
    if (!form.ok) return c.html(<CashPage {...await cashProps(c)} typed={typed} errors={form.errors} />, 422);
    await moveCash(ctx, id, form.data);
    return answer(c, { to: paths.cash(), toast: cashText[viewer.locale].movement.done });
  })
  .get("/sesiones/:id/arqueo", async (c) => {
    const overtaken = c.req.query("otra") !== undefined;
    return c.html(<CountPage {...await countProps(c, c.req.param("id"))} overtaken={overtaken} />);
  })
  .post("/sesiones/:id/arqueo", async (c) => {
    const { ctx } = c.var;
    const id = c.req.param("id");
    const typed = nest(await c.req.formData());
    const { currency } = await getSession(ctx, id);
    const form = check(countInput(currency), typed);
    if (!form.ok) {
      return c.html(<CountPage {...await countProps(c, id, { typed, errors: form.errors })} />, 422);
    }
    try {
      const { closed } = await countCash(ctx, id, form.data);
      if (!closed) return c.redirect(paths.cashClosing(id), 303);
      return closedNow(c, id, "closedExact");
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
      return c.html(
        <CountPage {...await countProps(c, id, { typed, errors: refusal.detail.fields })} />,
        422,
      );
    }
  })
  .get("/sesiones/:id/cierre", async (c) => {
    const { ctx, viewer } = c.var;
    const session = await getSession(ctx, c.req.param("id"));
    if (session.closedAt !== null) return c.redirect(paths.cashSession(session.id), 303);
    if (session.counts.length === 0) return c.redirect(paths.cashCount(session.id), 303);
    return c.html(<ClosingPage viewer={viewer} session={session} />);
  })
  .post("/sesiones/:id/cierre", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const typed = nest(await c.req.formData());
    const form = check(closingInput, typed);
    try {
      const errors = form.ok ? await refusedFields(closeTill(ctx, id, form.data)) : form.errors;
      if (!errors) return closedNow(c, id, "closed");
      return c.html(<ClosingPage {...{ viewer, typed, errors }} session={await getSession(ctx, id)} />, 422);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "count_overtaken") throw refusal;
      return c.html(<CountPage {...await countProps(c, id)} overtaken />, 409);
    }
  })
  .get("/sesiones/:id/informe.pdf", async (c) => {
    const { ctx } = c.var;
    const session = await getSession(ctx, c.req.param("id"), { allEntries: true });
    const facts = cashSessionFacts(ctx, session);
    const paper = cashSessionPaper(facts);
    const bytes = await renderPaper(paper, { format: formatAsked(c), pictures: ctx.files.read });
    return answerPdf(c, { fileName: `caja-${facts.branchCode}-${session.id.slice(0, 13)}`, bytes });
  })
  .post("/sesiones/:id/impresion", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(printInput, nest(await c.req.formData()));
    if (!form.ok) throw invalid(form.errors);
    await printCashSession(ctx, id, { idemKey: `cash:${id}:${form.data.form_key}` });
    return answer(c, { to: paths.cashSession(id), toast: cashText[viewer.locale].session.printing });
  });

async function cashProps(c: Context<Env>) {
  const { ctx, viewer } = c.var;
  const session = await mySession(ctx);
  const [tills, recent, open] = await Promise.all([
    session ? [] : freeTills(ctx, viewer.branch?.id ?? ""),
    listSessions(ctx, { sucursal: "", persona: ctx.actor.id ?? "", desde: undefined }),
    seesAll(ctx) ? openSessions(ctx) : [],
  ]);
  const rows = recent.rows.filter((one) => one.closedAt !== null).slice(0, RECENT);
  return { viewer, session, tills, recent: { ...recent, rows }, open, formKey: ctx.random.id(ctx.now) };
}

const RECENT = 5;

async function countProps(
  c: Context<Env>,
  id: string,
  back: { typed?: Typed; errors?: FieldErrors } = {},
) {
  const { ctx, viewer } = c.var;
  const session = await getSession(ctx, id);
  if (session.closedAt !== null) throw new AppError("conflict", { reason: "till_is_closed" });
  const methods = await methodsToCount(ctx, id);
  return { viewer, session, methods, formKey: ctx.random.id(ctx.now), ...back };
}

function closedNow(
  c: Context<Env>,
  id: string,
  how: "closed" | "closedExact",
): Response | Promise<Response> {
  return answer(c, { to: paths.cashSession(id), toast: cashText[c.var.viewer.locale].closing[how] });
}
