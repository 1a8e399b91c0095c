import { type Context, Hono } from "hono";
import { RunPage, type RunPageProps } from "../../views/checklists/run_page.tsx";
import { checklistText } from "../../views/checklists/text.ts";
import { takePhoto } from "../files/uploads.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors, notFound } from "../lib/app_error.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { orderDetail } from "../orders/queries.ts";
import { STATUS_GROUP } from "../orders/status.ts";
import { paths } from "../paths.ts";
import { type ChecklistPhase, mayCheck, openRun, phaseOf, tally } from "./checklist.ts";
import { answerChecks, startChecks } from "./commands.ts";
import { answersInput } from "./input.ts";
import { templatePoints } from "./queries.ts";

/** The checks of one order's device. Mounted below `/ordenes`. */
export const checkRoutes = new Hono<Env>()
  .use("/:number/revisiones/*", may("orders.read"))
  .get("/:number/revisiones/:phase", async (c) => {
    const { number, phase } = c.req.param();
    return c.html(<RunPage {...await pageProps(c, number, asked(phase))} />);
  })
  .post("/:number/revisiones/:phase/inicio", async (c) => {
    const { number, phase } = c.req.param();
    await startChecks(c.var.ctx, number, asked(phase));
    return answer(c, { to: paths.orderChecks(number, phase) });
  })
  .post("/:number/revisiones/:phase", async (c) => {
    const { number, phase: slug } = c.req.param();
    const { ctx, viewer } = c.var;
    const phase = asked(slug);
    const taken = await typedAnswers(c);
    const form = check(answersInput, taken.typed);
    const errors = { ...(!form.ok && form.errors), ...taken.errors };
    const { typed } = taken;
    if (!form.ok || Object.keys(taken.errors).length > 0) {
      return c.html(<RunPage {...await pageProps(c, number, phase)} {...{ typed, errors }} />, 422);
    }
    try {
      await answerChecks(ctx, { number, phase }, form.data);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "checks_changed") throw refusal;
      return c.html(<RunPage {...await pageProps(c, number, phase)} typed={typed} conflict />, 409);
    }
    const { run } = await pageProps(c, number, phase);
    const left = tally(run?.items ?? []).open;
    const text = checklistText[viewer.locale].page;
    return answer(c, { to: paths.order(number), toast: left > 0 ? text.savedOpen(left) : text.saved });
  });

function asked(slug: string): ChecklistPhase {
  const phase = phaseOf(slug);
  if (!phase) throw notFound();
  return phase;
}

async function pageProps(c: Context<Env>, number: string, phase: ChecklistPhase): Promise<RunPageProps> {
  const { ctx, viewer } = c.var;
  const detail = await orderDetail(ctx, number);
  const { order, checks, device } = detail;
  const open = openRun(checks.runs, phase);
  const writable = viewer.can("orders.edit") && STATUS_GROUP[order.status] !== "closed" &&
    mayCheck(phase, order);
  const run = open ?? (writable ? undefined : checks.runs.findLast((one) => one.phase === phase));
  const points = run ? [] : await templatePoints(ctx.db, { category: device.category, phase });
  return { viewer, detail, phase, run, writable, points };
}

/** What was typed, with the ids of photos that scripts uploaded before and of files that came with the form without them. */
async function typedAnswers(c: Context<Env>): Promise<{ typed: Typed; errors: FieldErrors }> {
  const form = await c.req.formData();
  const errors: FieldErrors = {};
  for (const [name, file] of [...form.entries()]) {
    const index = /^items\.(\d{1,2})\.files\[\]$/.exec(name)?.[1];
    if (index === undefined || !(file instanceof File) || file.size === 0) continue;
    try {
      form.append(`items.${index}.photos[]`, (await takePhoto(c.var.ctx, file)).id);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !refusal.detail.fields?.file) throw refusal;
      errors[`items.${index}.photos`] = refusal.detail.fields.file;
    }
  }
  return { typed: nest(form), errors };
}
