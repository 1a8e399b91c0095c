import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { paths } from "../paths.ts";
import { saveTemplate } from "./template_commands.ts";
import { CommonJob, commonJobFrom, CommonJobIn, commonJobTold } from "./template_json.ts";
import { listTemplates, type QuoteTemplate, readTemplate } from "./template_queries.ts";

const tag = "shop";
const params = z.object({ id: Id });

/** The lines of common jobs, in the shop's currency. */
export const commonJobOperations: readonly Operation[] = [
  operation({
    id: "listCommonJobs",
    method: "get",
    path: paths.apiCommonJobs(),
    tag,
    scope: "settings:read",
    summary: "List the common jobs",
    answer: { text: "All of them, those in use first", schema: z.array(CommonJob) },
    async handle(ctx) {
      return { body: (await listTemplates(ctx)).map((job) => commonJobTold(job, currencyOf(ctx))) };
    },
  }),
  operation({
    id: "addCommonJob",
    method: "post",
    path: paths.apiCommonJobs(),
    tag,
    scope: "settings:write",
    summary: "Add a common job",
    body: CommonJobIn,
    example: {
      name: "Cambio de módulo",
      lines: [{ description: "Mano de obra", unit_price: { amount_minor: 1_500_000, currency: "ARS" } }],
    },
    statuses: [201],
    answer: { text: "The job", schema: CommonJob },
    async handle(ctx, { body, key }) {
      const job = commonJobFrom(body, typingOf(ctx));
      await saveTemplate(ctx, null, { ...job, form_key: key, version: 0 });
      return { ...await told(ctx, key), location: paths.apiCommonJob(key) };
    },
  }),
  operation({
    id: "getCommonJob",
    method: "get",
    path: paths.apiCommonJob("{id}"),
    tag,
    scope: "settings:read",
    summary: "Read a common job",
    params,
    answer: { text: "The job", schema: CommonJob },
    handle: (ctx, { params: { id } }) => told(ctx, id),
  }),
  operation({
    id: "updateCommonJob",
    method: "patch",
    path: paths.apiCommonJob("{id}"),
    tag,
    scope: "settings:write",
    summary: "Change a common job, or take it out of use",
    params,
    body: CommonJobIn,
    example: { active: false },
    answer: { text: "The job as it is now", schema: CommonJob },
    merge: {
      stale: "quote_template_changed",
      async onto(ctx, { id }) {
        const job = await readTemplate(ctx, id);
        const { name, active, lines } = commonJobTold(job, currencyOf(ctx));
        return { value: { name, active, lines }, version: job.version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      const job = commonJobFrom(body, typingOf(ctx, await readTemplate(ctx, id)));
      await saveTemplate(ctx, id, { ...job, form_key: id, version });
      return await told(ctx, id);
    },
  }),
];

async function told(ctx: Ctx, id: string) {
  const job = await readTemplate(ctx, id);
  return { body: commonJobTold(job, currencyOf(ctx)), version: job.version };
}

function currencyOf({ shop }: Ctx): string {
  return shop.organization?.currency ?? "ARS";
}

function typingOf(ctx: Ctx, known?: QuoteTemplate) {
  const { tax_rates, prices_with_tax: taxIncluded } = ctx.shop.settings;
  const taxRates = [...new Set([...tax_rates, ...known?.lines.map(({ taxRate }) => taxRate) ?? []])];
  return { currency: currencyOf(ctx), taxRates, taxIncluded };
}
