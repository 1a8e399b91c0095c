import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { invalid } from "../lib/app_error.ts";
import { shopCurrency } from "../parts/commands.ts";
import { paths } from "../paths.ts";
import { jobAsIn, jobTold, QuoteJob, QuoteJobIn } from "./job_json.ts";
import { pricedLines } from "./json_input.ts";
import { saveTemplate } from "./template_commands.ts";
import { listTemplates, type QuoteTemplate, readTemplate } from "./template_queries.ts";

const tag = "quotes";
const params = z.object({ id: Id });
const names = { quantity: "quantity_thousandths" };
const example = {
  name: "Cambio de pantalla",
  lines: [{
    description: "Cambio de pantalla",
    unit_price: { amount_minor: 2_500_000, currency: "ARS" },
    tax_rate: 21_000,
  }],
};

/** Lines that come again and again, which an offer begins with. */
export const quoteJobOperations: readonly Operation[] = [
  operation({
    id: "listQuoteJobs",
    method: "get",
    path: paths.apiQuoteJobs(),
    tag,
    scope: "quotes:read",
    summary: "List the common jobs",
    answer: { text: "All of them, those in use first", schema: z.array(QuoteJob) },
    async handle(ctx) {
      const currency = shopCurrency(ctx);
      return { body: (await listTemplates(ctx)).map((job) => jobTold(job, currency)) };
    },
  }),
  operation({
    id: "getQuoteJob",
    method: "get",
    path: paths.apiQuoteJob("{id}"),
    tag,
    scope: "quotes:read",
    summary: "Read a common job",
    params,
    answer: { text: "The job", schema: QuoteJob },
    handle: (ctx, { params: { id } }) => jobReply(ctx, id),
  }),
  operation({
    id: "createQuoteJob",
    method: "post",
    path: paths.apiQuoteJobs(),
    tag,
    scope: "texts:write",
    summary: "Add a common job",
    body: QuoteJobIn,
    example,
    statuses: [201],
    answer: { text: "The job", schema: QuoteJob },
    async handle(ctx, { body, key }) {
      await saveTemplate(ctx, null, { ...body, lines: linesOf(ctx, body), version: 0, form_key: key });
      return { ...await jobReply(ctx, key), location: paths.apiQuoteJob(key) };
    },
  }),
  operation({
    id: "updateQuoteJob",
    method: "patch",
    path: paths.apiQuoteJob("{id}"),
    tag,
    scope: "texts:write",
    summary: "Change a common job",
    params,
    body: QuoteJobIn,
    names,
    example: { active: false },
    answer: { text: "The job as it is now", schema: QuoteJob },
    refuses: ["conflict"],
    merge: {
      stale: "quote_template_changed",
      async onto(ctx, { id }) {
        const { body, version } = await jobReply(ctx, id);
        return { value: jobAsIn(body), version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      const known = await readTemplate(ctx, id);
      await saveTemplate(ctx, id, { ...body, lines: linesOf(ctx, body, known), version, form_key: id });
      return await jobReply(ctx, id);
    },
  }),
];

async function jobReply(ctx: Ctx, id: string): Promise<{ body: z.input<typeof QuoteJob>; version: number }> {
  const job = await readTemplate(ctx, id);
  return { body: jobTold(job, shopCurrency(ctx)), version: job.version };
}

/** Rates that the shop no longer has may stay. @throws AppError invalid beside the fields */
function linesOf(ctx: Ctx, { lines }: z.output<typeof QuoteJobIn>, known?: QuoteTemplate) {
  const { tax_rates, prices_with_tax: taxIncluded } = ctx.shop.settings;
  const taxRates = [...new Set([...tax_rates, ...known?.lines.map(({ taxRate }) => taxRate) ?? []])];
  const typing = { currency: shopCurrency(ctx), taxRates, taxIncluded, options: [] };
  const whole = lines.map((line) => ({ ...line, option: "" as const, unit_cost: null }));
  const { priced, wrong } = pricedLines(whole, typing);
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  return priced;
}
