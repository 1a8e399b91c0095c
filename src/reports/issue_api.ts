import { z } from "zod";
import { keptId } from "../api/kept_id.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id } from "../api/shapes.ts";
import { paths } from "../paths.ts";
import { issueTold, ReportIssue } from "./json.ts";
import { issueFile, issuesOf, readPlan } from "./queries.ts";
import { sendNow } from "./sending.tsx";

const tag = "reports";
const params = z.object({ id: Id });

/** What went out of a report. */
export const reportIssueOperations: readonly Operation[] = [
  operation({
    id: "sendReport",
    method: "post",
    path: paths.apiReportIssues("{id}"),
    tag,
    scope: "reports:write",
    summary: "Send a report now",
    params,
    inParts: true,
    statuses: [202],
    answer: {
      text: "To how many it is on its way",
      schema: z.object({ id: Id, recipients: z.int() }),
    },
    async handle(ctx, { params: { id }, under }) {
      const form_key = await keptId(ctx, under);
      return { body: { id: form_key, recipients: await sendNow(ctx, id, { form_key }) } };
    },
  }),
  operation({
    id: "listReportIssues",
    method: "get",
    path: paths.apiReportIssues("{id}"),
    tag,
    scope: "reports:read",
    summary: "List what went out of a report",
    params,
    answer: { text: "The latest twenty, newest first", schema: z.array(ReportIssue) },
    async handle(ctx, { params: { id } }) {
      await readPlan(ctx.db, id);
      return { body: (await issuesOf(ctx, id)).map(issueTold) };
    },
  }),
  operation({
    id: "getReportIssue",
    method: "get",
    path: paths.apiReportIssue("{id}", "{issue}"),
    tag,
    scope: "reports:read",
    summary: "Read a report as it went out",
    params: params.extend({ issue: Id }),
    answer: { text: "The PDF that was sent", file: ["application/pdf"] },
    async handle(ctx, { params: { id: planId, issue } }) {
      const { bytes, day } = await issueFile(ctx, { planId, id: issue });
      return { bytes, type: "application/pdf", name: `informe-${day}.pdf` };
    },
  }),
];
