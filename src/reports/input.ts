import { z } from "zod";
import { emailAddress } from "../auth/input.ts";
import { paragraph, tick, version } from "../lib/form.ts";
import { LOCALES } from "../lib/locale.ts";
import { REPORT_PERIODS } from "./report.ts";

const MOST_ADDRESSES = 20;

const whole = (min: number, max: number) =>
  z.coerce.number({ error: "required" }).int({ error: "invalid" }).min(min).max(max);

const fields = z.object({
  /** "" for the whole shop. */
  branch_id: z.string().max(40),
  period: z.enum(REPORT_PERIODS, { error: "required" }),
  hour: whole(0, 23),
  weekday: whole(1, 7),
  month_day: whole(1, 28),
  locale: z.enum(LOCALES, { error: "required" }),
  users: z.union([z.string(), z.array(z.string())]).optional()
    .transform((users) => users === undefined ? [] : [users].flat()),
  /** One to a line, or with commas between them. */
  addresses: paragraph(4_000).transform((typed, issues) => {
    const parts = [
      ...new Set(typed.split(/[\s,;]+/).filter((one) => one !== "").map((one) => one.toLowerCase())),
    ];
    const wrong = parts.find((one) => !emailAddress.safeParse(one).success);
    if (wrong !== undefined) {
      issues.addIssue({
        code: "custom",
        message: "report_address",
        params: { address: wrong.slice(0, 100) },
      });
    } else if (parts.length > MOST_ADDRESSES) {
      issues.addIssue({ code: "custom", message: "report_addresses", params: { limit: MOST_ADDRESSES } });
    }
    return parts;
  }),
  active: tick,
});

const someone = ({ users, addresses }: { users: string[]; addresses: string[] }) =>
  users.length + addresses.length > 0;
const NOBODY = { error: "report_nobody", path: ["addresses"] };

export const NewReport = fields.extend({ form_key: z.uuid({ error: "invalid" }) }).refine(someone, NOBODY);
export type NewReport = z.output<typeof NewReport>;

export const ReportEdit = fields.extend({ version }).refine(someone, NOBODY);
export type ReportEdit = z.output<typeof ReportEdit>;

/** What a program says of a report; its times are checked as those of the forms. */
export const ReportBody = z.object({
  branch_id: z.uuid({ error: "invalid" }).nullable().default(null).meta({
    description: "Null for the whole shop",
  }),
  period: fields.shape.period,
  hour: z.int({ error: "invalid" }).min(0).max(23).meta({ description: "Of the branch's clock" }),
  weekday: z.int({ error: "invalid" }).min(1).max(7).default(1).meta({ description: "1 is Monday" }),
  month_day: z.int({ error: "invalid" }).min(1).max(28).default(1),
  locale: fields.shape.locale,
  users: z.array(z.uuid({ error: "invalid" })).max(200).default([]).meta({ description: "Ids of users" }),
  addresses: z.array(emailAddress).max(MOST_ADDRESSES, { error: "report_addresses" }).default([])
    .transform((addresses) => [...new Set(addresses)]),
  active: z.boolean({ error: "invalid" }).default(true),
}).refine(someone, NOBODY);

export const SendForm = z.object({ form_key: z.uuid({ error: "invalid" }) });
