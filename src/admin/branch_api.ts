import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { paths } from "../paths.ts";
import { addBranch, addHoliday, editBranch, removeHoliday, saveOpening } from "./branch_commands.ts";
import {
  Branch,
  branchAsIn,
  BranchEditIn,
  BranchHoliday,
  BranchIn,
  branchNow,
  branchTold,
  HolidayIn,
  OpeningHours,
  OpeningIn,
} from "./branch_json.ts";
import { readShop } from "./shop.ts";

const tag = "shop";
const params = z.object({ id: Id });

/** The branches of the shop and when they are open. */
export const branchOperations: readonly Operation[] = [
  operation({
    id: "listBranches",
    method: "get",
    path: paths.apiBranches(),
    tag,
    scope: "settings:read",
    summary: "List the branches",
    answer: { text: "All of them, by their codes", schema: z.array(Branch) },
    async handle(ctx) {
      return { body: (await readShop(ctx.db)).branches.map(branchTold) };
    },
  }),
  operation({
    id: "addBranch",
    method: "post",
    path: paths.apiBranches(),
    tag,
    scope: "settings:write",
    summary: "Add a branch",
    body: BranchIn,
    example: {
      code: "S02",
      name: "Sucursal norte",
      time_zone: "America/Argentina/Buenos_Aires",
      currency: "ARS",
    },
    statuses: [201],
    answer: { text: "The branch", schema: Branch },
    async handle(ctx, { body, key }) {
      const { id } = await addBranch(ctx, { ...body, form_key: key });
      return { ...await told(ctx, id), location: paths.apiBranch(id) };
    },
  }),
  operation({
    id: "getBranch",
    method: "get",
    path: paths.apiBranch("{id}"),
    tag,
    scope: "settings:read",
    summary: "Read a branch",
    params,
    answer: { text: "The branch", schema: Branch },
    handle: (ctx, { params: { id } }) => told(ctx, id),
  }),
  operation({
    id: "updateBranch",
    method: "patch",
    path: paths.apiBranch("{id}"),
    tag,
    scope: "settings:write",
    summary: "Change a branch, close it or open it again",
    description:
      "Closing one moves those who work there to the first open one; the last open one stays open.",
    params,
    body: BranchEditIn,
    example: { phone: "+54 11 4321-0001" },
    answer: { text: "The branch as it is now", schema: Branch },
    merge: {
      stale: "branch_changed",
      async onto(ctx, { id }) {
        const branch = await branchNow(ctx.db, id);
        return { value: branchAsIn(branch), version: branch.version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      await editBranch(ctx, id, { ...body, version });
      return await told(ctx, id);
    },
  }),
  operation({
    id: "setBranchOpening",
    method: "put",
    path: paths.apiBranchOpening("{id}"),
    tag,
    scope: "settings:write",
    summary: "Say when a branch is open",
    params,
    body: OpeningIn,
    example: { days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" },
    answer: { text: "Its hours as they are now", schema: OpeningHours },
    async handle(ctx, { params: { id }, body }) {
      await saveOpening(ctx, id, body);
      return { body: (await branchNow(ctx.db, id)).opening };
    },
  }),
  operation({
    id: "addBranchHoliday",
    method: "post",
    path: paths.apiBranchHolidays("{id}"),
    tag,
    scope: "settings:write",
    summary: "Add a day on which a branch stays closed",
    params,
    body: HolidayIn,
    example: { date: "2026-12-25", name: "Navidad", yearly: true },
    statuses: [201],
    answer: { text: "All of its holidays", schema: z.array(BranchHoliday) },
    async handle(ctx, { params: { id }, body }) {
      await addHoliday(ctx, id, body);
      return { body: [...(await branchNow(ctx.db, id)).holidays] };
    },
  }),
  operation({
    id: "removeBranchHoliday",
    method: "delete",
    path: paths.apiBranchHoliday("{id}", "{date}"),
    tag,
    scope: "settings:write",
    summary: "Open on that day again",
    params: params.extend({ date: z.iso.date() }),
    statuses: [204],
    answer: { text: "It is gone", schema: z.undefined() },
    async handle(ctx, { params: { id, date } }) {
      await removeHoliday(ctx, id, date);
      return { body: undefined };
    },
  }),
];

async function told(ctx: Ctx, id: string) {
  const branch = await branchNow(ctx.db, id);
  return { body: branchTold(branch), version: branch.version };
}
