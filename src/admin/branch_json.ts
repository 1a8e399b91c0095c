import { z } from "zod";
import { Id } from "../api/shapes.ts";
import { notFound } from "../lib/app_error.ts";
import { requiredLine } from "../lib/form.ts";
import type { Db } from "../db/open.ts";
import { Holiday } from "./holidays.ts";
import { branchFacts } from "./input.ts";
import { Opening } from "./opening.ts";
import { type Branch as ShopBranch, readShop } from "./shop.ts";

export const OpeningHours = Opening.meta({
  id: "OpeningHours",
  description: "The same hours on each of its days; 1 is Monday, 7 Sunday",
});

export const OpeningIn = Opening.refine(({ from, to }) => from < to, {
  error: "closes_before_opening",
  path: ["to"],
});

export const BranchHoliday = Holiday.meta({
  id: "Holiday",
  description: "A day on which the branch stays closed; a yearly one again every year",
});

export const HolidayIn = z.object({
  date: z.iso.date({ error: "date" }),
  name: requiredLine(80),
  yearly: z.boolean({ error: "invalid" }).default(false),
});

export const Branch = z.object({
  id: Id,
  code: z.string().meta({ description: "Opens its order numbers" }),
  name: z.string(),
  address: z.string(),
  phone: z.string(),
  time_zone: z.string().meta({ description: "IANA" }),
  currency: z.string(),
  active: z.boolean(),
  opening: OpeningHours,
  holidays: z.array(BranchHoliday),
  version: z.int(),
}).meta({ id: "Branch" });

export function branchTold(branch: ShopBranch): z.input<typeof Branch> {
  const { id, code, name, address, phone, timeZone, currency, active, opening, holidays, version } = branch;
  return {
    id,
    code,
    name,
    address,
    phone,
    time_zone: timeZone,
    currency,
    active,
    opening,
    holidays: [...holidays],
    version,
  };
}

export const BranchIn = branchFacts.extend({
  address: branchFacts.shape.address.default(""),
  phone: branchFacts.shape.phone.default(""),
});
export const BranchEditIn = BranchIn.extend({ active: z.boolean({ error: "invalid" }) });

/** The branch in the form in which it comes in. */
export function branchAsIn({ code, name, address, phone, timeZone, currency, active }: ShopBranch) {
  return { code, name, address, phone, time_zone: timeZone, currency, active };
}

/** As the database has it, not as this process remembers it. @throws AppError not_found */
export async function branchNow(db: Db, id: string): Promise<ShopBranch> {
  const { branches } = await readShop(db);
  const branch = branches.find((one) => one.id === id);
  if (!branch) throw notFound();
  return branch;
}
