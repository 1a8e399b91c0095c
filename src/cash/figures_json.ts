import { z } from "zod";
import { Money, money } from "../api/shapes.ts";
import { PAYMENT_METHODS } from "../orders/order.ts";
import type { CashFigures as Figures, CurrencyFigures, FigureRow } from "./figures_queries.ts";

const Methods = z.array(z.object({ method: z.enum(PAYMENT_METHODS), net: Money }));
const row = { by_method: Methods, net: Money };

const InCurrency = z.object({
  currency: z.string(),
  taken: Money,
  refunded: Money.meta({ description: "Negative" }),
  net: Money,
  moved: Money.meta({ description: "Cash in and out for no order" }),
  closings: z.int().meta({ description: "Tills that were closed" }),
  difference: Money.meta({ description: "That those came to" }),
  by_method: z.array(z.object({ method: z.enum(PAYMENT_METHODS), entries: z.int(), net: Money })),
  by_day: z.array(z.object({ day: z.iso.date(), ...row })).meta({ description: "Latest first" }),
  by_person: z.array(z.object({ person: z.string(), ...row })),
  by_branch: z.array(z.object({ branch: z.string().meta({ description: "Its code" }), ...row })),
});

export const CashFigures = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  currencies: z.array(InCurrency).meta({ description: "One for each in which money moved" }),
}).meta({ id: "CashFigures", description: "The money of a period, from the ledgers" });

export function figuresTold({ from, to, currencies }: Figures): z.input<typeof CashFigures> {
  return { from, to, currencies: currencies.map(inCurrency) };
}

function inCurrency(figures: CurrencyFigures): z.input<typeof InCurrency> {
  const { currency, taken, refunded, net, moved, closings, difference } = figures;
  const of = (minor: number) => money(minor, currency);
  const rowOf = ({ methods, minor }: FigureRow) => ({
    by_method: PAYMENT_METHODS.flatMap((method) => {
      const net = methods[method];
      return net === undefined ? [] : [{ method, net: of(net) }];
    }),
    net: of(minor),
  });
  return {
    currency,
    taken: of(taken),
    refunded: of(refunded),
    net: of(net),
    moved: of(moved),
    closings,
    difference: of(difference),
    by_method: figures.byMethod.map(({ method, entries, minor }) => ({ method, entries, net: of(minor) })),
    by_day: figures.byDay.map((one) => ({ day: one.label, ...rowOf(one) })),
    by_person: figures.byUser.map((one) => ({ person: one.label, ...rowOf(one) })),
    by_branch: figures.byBranch.map((one) => ({ branch: one.label, ...rowOf(one) })),
  };
}
