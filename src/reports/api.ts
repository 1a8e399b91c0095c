import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { paths } from "../paths.ts";
import { addPlan, editPlan, removePlan } from "./commands.ts";
import { ReportBody } from "./input.ts";
import { figuresTold, Report, reportAsIn, ReportFigure, reportTold } from "./json.ts";
import { listPlans, readPlan } from "./queries.ts";
import { drawReport, reportFigures } from "./sending.tsx";

const tag = "reports";
const params = z.object({ id: Id });

/** Reports by mail: what each is, and what it would tell now. */
export const reportOperations: readonly Operation[] = [
  operation({
    id: "listReports",
    method: "get",
    path: paths.apiReports(),
    tag,
    scope: "reports:read",
    summary: "List the reports that go out",
    answer: { text: "All of them, oldest first", schema: z.array(Report) },
    async handle(ctx) {
      return { body: (await listPlans(ctx)).map(reportTold) };
    },
  }),
  operation({
    id: "addReport",
    method: "post",
    path: paths.apiReports(),
    tag,
    scope: "reports:write",
    summary: "Add a report",
    body: ReportBody,
    example: { period: "weekly", hour: 7, weekday: 1, locale: "es", addresses: ["contador@example.com"] },
    statuses: [201],
    answer: { text: "The report", schema: Report },
    async handle(ctx, { body, key }) {
      await addPlan(ctx, { ...asForm(body), form_key: key });
      return { ...await told(ctx, key), location: paths.apiReport(key) };
    },
  }),
  operation({
    id: "getReport",
    method: "get",
    path: paths.apiReport("{id}"),
    tag,
    scope: "reports:read",
    summary: "Read a report",
    params,
    answer: { text: "The report", schema: Report },
    handle: (ctx, { params: { id } }) => told(ctx, id),
  }),
  operation({
    id: "updateReport",
    method: "patch",
    path: paths.apiReport("{id}"),
    tag,
    scope: "reports:write",
    summary: "Change a report, stop it or start it",
    description: "Whoever ended their subscription stays out until they are taken off and put on again.",
    params,
    body: ReportBody,
    example: { hour: 8 },
    answer: { text: "The report as it is now", schema: Report },
    merge: {
      stale: "report_changed",
      async onto(ctx, { id }) {
        const plan = await readPlan(ctx.db, id);
        return { value: reportAsIn(plan), version: plan.version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      await editPlan(ctx, id, { ...asForm(body), version });
      return await told(ctx, id);
    },
  }),
  operation({
    id: "removeReport",
    method: "delete",
    path: paths.apiReport("{id}"),
    tag,
    scope: "reports:write",
    summary: "Send a report no more",
    params,
    statuses: [204],
    answer: { text: "It is gone", schema: z.undefined() },
    async handle(ctx, { params: { id } }) {
      await removePlan(ctx, id);
      return { body: undefined };
    },
  }),
  operation({
    id: "getReportFigures",
    method: "get",
    path: paths.apiReportFigures("{id}"),
    tag,
    scope: "reports:read",
    summary: "Read what a report would tell now",
    params,
    answer: { text: "Its figures", schema: ReportFigure },
    async handle(ctx, { params: { id } }) {
      const plan = await readPlan(ctx.db, id);
      return { body: figuresTold(await reportFigures(ctx, plan, ctx.now)) };
    },
  }),
  operation({
    id: "getReportPdf",
    method: "get",
    path: paths.apiReportPdf("{id}"),
    tag,
    scope: "reports:read",
    summary: "Draw a report as it would go out now",
    params,
    answer: { text: "The report on A4", file: ["application/pdf"] },
    async handle(ctx, { params: { id } }) {
      const { figures, pdf } = await drawReport(ctx, await readPlan(ctx.db, id), ctx.now);
      return { bytes: pdf, type: "application/pdf", name: `informe-${figures.days.to}.pdf` };
    },
  }),
];

function asForm({ branch_id, ...body }: z.output<typeof ReportBody>) {
  return { ...body, branch_id: branch_id ?? "" };
}

async function told(ctx: Ctx, id: string) {
  const plan = await readPlan(ctx.db, id);
  return { body: reportTold(plan), version: plan.version };
}
