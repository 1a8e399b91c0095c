import { type Context, Hono } from "hono";
import { ReportFormPage, typedReport } from "../../views/reports/form.tsx";
import { ReportsPage } from "../../views/reports/list.tsx";
import { ReportPreviewPage } from "../../views/reports/preview.tsx";
import { reportText } from "../../views/reports/text.ts";
import { reportPlain } from "../../views/mail/report_mail.tsx";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { answerPdf } from "../http/pdf.ts";
import { AppError, type FieldErrors, invalid } from "../lib/app_error.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { refusedFields } from "../lib/refused.ts";
import { paths } from "../paths.ts";
import { nextOccurrences } from "../tasks/cron.ts";
import { addPlan, editPlan, removePlan } from "./commands.ts";
import { NewReport, ReportEdit, SendForm } from "./input.ts";
import { issueFile, issuesOf, listPlans, type PlanView, reachableUsers, readPlan } from "./queries.ts";
import { reportPattern } from "./report.ts";
import { drawReport, placeOf, reportMailFacts, sendNow } from "./sending.tsx";

/** Below `/admin/informes`. */
export const reportRoutes = new Hono<Env>()
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const plans = await listPlans(ctx);
    const shown = plans.map((plan) => ({ plan, next: nextOf(c, plan) }));
    return c.html(<ReportsPage viewer={viewer} plans={shown} branches={ctx.shop.branches} />);
  })
  .get("/nuevo", (c) => {
    const { ctx, viewer } = c.var;
    const form_key = ctx.random.id(ctx.now);
    return page(c, { plan: null, typed: { ...typedReport(null, viewer.locale), form_key } });
  })
  .post("/nuevo", async (c) => {
    const form = check(NewReport, nest(await c.req.formData()));
    const errors = form.ok ? await refusedFields(addPlan(c.var.ctx, form.data)) : form.errors;
    if (errors) return await page(c, { plan: null, typed: form.typed, errors }, 422);
    return answer(c, { to: paths.reports(), toast: reportText[c.var.viewer.locale].saved });
  })
  .get("/:id", async (c) => {
    const plan = await readPlan(c.var.ctx.db, c.req.param("id"));
    return await page(c, { plan, typed: typedReport(plan, plan.locale) });
  })
  .post("/:id", async (c) => {
    const { ctx, viewer } = c.var;
    const plan = await readPlan(ctx.db, c.req.param("id"));
    const form = check(ReportEdit, nest(await c.req.formData()));
    const { typed } = form;
    try {
      const errors = form.ok ? await refusedFields(editPlan(ctx, plan.id, form.data)) : form.errors;
      if (errors) return await page(c, { plan, typed, errors }, 422);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "report_changed") throw refusal;
      const now = await readPlan(ctx.db, plan.id);
      return await page(
        c,
        { plan: now, typed: { ...typed, version: String(now.version) }, conflict: true },
        409,
      );
    }
    return answer(c, { to: paths.report(plan.id), toast: reportText[viewer.locale].saved });
  })
  .get("/:id/vista", async (c) => {
    const { ctx, viewer } = c.var;
    const plan = await readPlan(ctx.db, c.req.param("id"));
    const report = await drawReport(ctx, plan, ctx.now);
    const facts = reportMailFacts(ctx, { plan, person: { id: plan.id }, report });
    return c.html(<ReportPreviewPage viewer={viewer} plan={plan} facts={facts} plain={reportPlain(facts)} />);
  })
  .get("/:id/informe.pdf", async (c) => {
    const { ctx } = c.var;
    const plan = await readPlan(ctx.db, c.req.param("id"));
    const { figures, pdf } = await drawReport(ctx, plan, ctx.now);
    return answerPdf(c, { fileName: `informe-${figures.days.to}`, bytes: pdf });
  })
  .get("/:id/enviados/:issue", async (c) => {
    const { id, issue } = c.req.param();
    const { bytes, day } = await issueFile(c.var.ctx, { planId: id, id: issue });
    return answerPdf(c, { fileName: `informe-${day}`, bytes });
  })
  .post("/:id/envio", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(SendForm, nest(await c.req.formData()));
    if (!form.ok) throw invalid(form.errors);
    const count = await sendNow(ctx, id, form.data);
    return answer(c, { to: paths.report(id), toast: reportText[viewer.locale].sent(count) });
  })
  .post("/:id/baja", async (c) => {
    await removePlan(c.var.ctx, c.req.param("id"));
    return answer(c, { to: paths.reports(), toast: reportText[c.var.viewer.locale].removed });
  });

interface Form {
  plan: PlanView | null;
  typed: Typed;
  errors?: FieldErrors;
  conflict?: boolean;
}

async function page(c: Context<Env>, form: Form, status: 200 | 409 | 422 = 200) {
  const { ctx, viewer } = c.var;
  const [users, issues] = await Promise.all([
    reachableUsers(ctx),
    form.plan ? issuesOf(ctx, form.plan.id) : [],
  ]);
  const props = { viewer, users, issues, branches: ctx.shop.branches, sendKey: ctx.random.id(ctx.now) };
  return c.html(<ReportFormPage {...props} {...form} />, status);
}

function nextOf(c: Context<Env>, plan: PlanView) {
  const { ctx } = c.var;
  const { timeZone } = placeOf(ctx, plan);
  const [at] = plan.active ? nextOccurrences(reportPattern(plan), { timeZone, now: ctx.now, count: 1 }) : [];
  return at === undefined ? null : { at, timeZone };
}
