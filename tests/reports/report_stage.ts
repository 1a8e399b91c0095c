import type { Ctx } from "../../src/context.ts";
import { paths } from "../../src/paths.ts";
import { addPlan } from "../../src/reports/commands.ts";
import { sendNow } from "../../src/reports/sending.tsx";

/** A daily report of the whole shop to an accountant, at seven. */
export async function aReport(ctx: Ctx): Promise<string> {
  const form_key = ctx.random.id(ctx.now);
  await addPlan(ctx, {
    form_key,
    branch_id: "",
    period: "daily",
    hour: 7,
    weekday: 1,
    month_day: 1,
    locale: "es",
    users: [],
    addresses: ["contador@example.com"],
    active: true,
  });
  return form_key;
}

/** The same, sent once. */
export async function aSentReport(ctx: Ctx): Promise<{ id: string; issue: string }> {
  const id = await aReport(ctx);
  const issue = ctx.random.id(ctx.now);
  await sendNow(ctx, id, { form_key: issue });
  return { id, issue };
}

/** Where a report and what was sent of it are found. */
export async function reportAddresses(ctx: Ctx): Promise<Record<string, string>> {
  const { id, issue } = await aSentReport(ctx);
  return { "informes :id": id, "/admin/informes/:id/enviados/:issue": paths.reportIssue(id, issue) };
}
