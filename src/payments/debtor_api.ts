import { z } from "zod";
import { readingOf } from "../api/asked.ts";
import { cursorKey, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instant, Money, money, PAGE } from "../api/shapes.ts";
import { actorMay } from "../auth/permissions.ts";
import { paths } from "../paths.ts";
import { listDebtors } from "./queries.ts";

const Debtor = z.object({
  client: z.object({
    id: Id,
    name: z.string(),
    phone: z.string().nullable().optional().meta({
      description: "E.164. Only with the scope clients:read",
    }),
  }),
  owed: Money,
  orders: z.int().meta({ description: "For so many of them" }),
  since: Instant.meta({ description: "When the oldest of those orders was closed" }),
}).meta({ id: "Debtor", description: "Who took a device or had an order cancelled with a balance" });

export const debtorOperations: readonly Operation[] = [
  operation({
    id: "listDebtors",
    method: "get",
    path: paths.apiDebtors(),
    tag: "payments",
    scope: "payments:read",
    summary: "List who owes, in one currency",
    query: z.object({
      ...PAGE,
      currency: z.string().regex(/^[A-Z]{3}$/, { error: "invalid" }).optional().meta({
        description: "ISO 4217; that of the token's branch where it is left out",
        examples: ["ARS"],
      }),
    }),
    answer: { text: "One page of them, who owes most first", schema: z.array(Debtor) },
    async handle(ctx, { query: { cursor, limit, currency = readingOf(ctx).currency } }) {
      const list = `debtors ${currency}`;
      const key = cursorKey(list, cursor);
      const after = key && { owed: key.at, id: key.id };
      const { rows, next } = await listDebtors(ctx, { currency, after }, limit);
      const reaches = actorMay(ctx.actor, "clients.read");
      const body = rows.map(({ id, name, phone, orders, owed, since }) => ({
        client: { id, name, ...reaches && { phone } },
        owed: money(owed, currency),
        orders,
        since: instant(since),
      }));
      return { body, next: next && cursorText(list, [next.owed, next.id]) };
    },
  }),
];
