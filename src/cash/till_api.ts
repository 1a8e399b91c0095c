import { z } from "zod";
import { BranchAsked, branchAsked } from "../api/branch_asked.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Money, money } from "../api/shapes.ts";
import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import { requiredLine } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { lastCounted } from "./queries.ts";
import { addTill, editTill } from "./till_commands.ts";
import { getTill, listTills, type TillRow } from "./till_queries.ts";

const tag = "cash";
const params = z.object({ id: Id });

const TillSummary = z.object({
  id: Id,
  name: z.string(),
  branch_id: Id,
  printer_id: Id.nullable().meta({ description: "The receipt printer that its drawer hangs on" }),
  active: z.boolean(),
  open_by: z.string().nullable().meta({ description: "Who keeps it now" }),
  version: z.int(),
}).meta({ id: "TillSummary", description: "Where cash is taken" });

const Till = TillSummary.extend({
  last_counted: Money.nullable().meta({ description: "Cash at its last closing" }),
}).meta({ id: "Till" });

const facts = {
  name: requiredLine(40),
  printer_id: z.uuid({ error: "invalid" }).nullable().default(null),
};

export const tillOperations: readonly Operation[] = [
  operation({
    id: "listTills",
    method: "get",
    path: paths.apiTills(),
    tag,
    scope: "cash:read",
    summary: "List the tills of the shop",
    query: z.object({ branch_id: Id.optional() }),
    answer: { text: "All of them, those in use first", schema: z.array(TillSummary) },
    async handle(ctx, { query: { branch_id } }) {
      const tills = await listTills(ctx);
      const asked = tills.filter(({ branchId }) => branch_id === undefined || branchId === branch_id);
      return { body: asked.map(tillTold) };
    },
  }),
  operation({
    id: "addTill",
    method: "post",
    path: paths.apiTills(),
    tag,
    scope: "cash:manage",
    summary: "Add a till to a branch",
    body: z.object({ ...facts, branch_id: BranchAsked }),
    example: { name: "Caja 2" },
    statuses: [201],
    answer: { text: "The till", schema: Till },
    async handle(ctx, { body: { name, printer_id, branch_id }, key }) {
      const branch = branchAsked(ctx, branch_id);
      await addTill(ctx, { name, printer_id, branch_id: branch.id, form_key: key });
      return { ...await reply(ctx, key), location: paths.apiTill(key) };
    },
  }),
  operation({
    id: "getTill",
    method: "get",
    path: paths.apiTill("{id}"),
    tag,
    scope: "cash:read",
    summary: "Read a till",
    params,
    answer: { text: "The till", schema: Till },
    handle: (ctx, { params: { id } }) => reply(ctx, id),
  }),
  operation({
    id: "updateTill",
    method: "patch",
    path: paths.apiTill("{id}"),
    tag,
    scope: "cash:manage",
    summary: "Change a till, or take it out of use",
    params,
    body: z.object({ ...facts, active: z.boolean({ error: "invalid" }).default(true) }),
    example: { name: "Caja del mostrador" },
    answer: { text: "The till as it is now", schema: Till },
    merge: {
      stale: "till_changed",
      async onto(ctx, { id }) {
        const { name, printerId, active, version } = await getTill(ctx, id);
        return { value: { name, printer_id: printerId, active }, version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      await editTill(ctx, id, { ...body, version });
      return await reply(ctx, id);
    },
  }),
];

function tillTold(
  { id, name, branchId, printerId, active, openBy, version }: TillRow,
): z.input<typeof TillSummary> {
  return { id, name, branch_id: branchId, printer_id: printerId, active, open_by: openBy, version };
}

async function reply(ctx: Ctx, id: string) {
  const till = await getTill(ctx, id);
  const counted = await lastCounted(ctx.db, id);
  const { currency } = branchOf(ctx.shop, till.branchId);
  const last_counted = counted === null ? null : money(counted, currency);
  return { body: { ...tillTold(till), last_counted }, version: till.version };
}
