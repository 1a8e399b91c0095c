import { APPOINTMENT_KINDS, MINUTE, USUAL_MINUTES } from "../agenda/appointment.ts";
import { book } from "../agenda/commands.ts";
import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import { dayOf, instantOf, nextDay } from "../lib/dates.ts";
import { addLoaner, lend } from "../loaners/commands.ts";
import type { Dice } from "./dice.ts";
import type { Place } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const LOANERS = [
  { name: "Samsung A12 n.º 1", serial: "358240051111110", condition: "Rayas leves en la tapa" },
  { name: "Samsung A12 n.º 2", serial: "358240052222228", condition: "Sin detalles" },
  { name: "Moto G20", serial: "358240053333336", condition: "Vidrio templado nuevo" },
  { name: "Notebook Lenovo de préstamo", serial: "PF-PREST-01", condition: "Batería de una hora" },
] as const;

/** Hours of the demo's appointments, from today on. */
const HOURS = ["09:30", "10:00", "11:30", "12:00", "15:00", "16:30", "17:30"] as const;

/** What stands on the counter of the demo's first branch besides orders: loaners, two of them out, and appointments. */
export async function seedCounter(ctx: Ctx, { branch, staff }: Place, die: Dice): Promise<void> {
  const [clerk] = staff.counter;
  if (!clerk) return;
  const actor = {
    kind: "user",
    id: clerk.id,
    name: clerk.name,
    role: "receptionist",
    branchId: branch.id,
  } as const;
  const at = { ...ctx, actor, random: die };
  const loaners: string[] = [];
  for (const loaner of LOANERS) {
    const form_key = die.id(ctx.now);
    await addLoaner(at, { ...loaner, form_key });
    loaners.push(form_key);
  }
  const orders = await ctx.db.selectFrom("order").select(["number", "client_id", "received_at"]).where(
    "branch_id",
    "=",
    branch.id,
  )
    .where("status", "in", ["received", "diagnosing", "repairing"]).orderBy("seq", "desc").limit(12)
    .execute();
  // One that is out since today, one that was to be back already where its order is old enough.
  const lent = [
    { order: orders[0], at: ctx.now, days: 3 },
    { order: orders.at(-1), at: (orders.at(-1)?.received_at ?? ctx.now) + HOUR, days: 1 },
  ];
  for (const [index, { order, at: since, days }] of lent.entries()) {
    const loaner = loaners[index];
    if (!loaner || !order || since > ctx.now) continue;
    await lend({ ...at, now: since }, order.number, {
      loaner_id: loaner,
      condition: LOANERS[index]?.condition ?? "",
      agreement: "signed",
      deposit: "DNI",
      due_on: since + days * DAY,
      form_key: die.id(ctx.now),
    });
  }
  await seedAppointments(at, { branch, staff }, { orders: orders.slice(1, -1), die });
}

async function seedAppointments(
  ctx: Ctx,
  { branch, staff }: Pick<Place, "branch" | "staff">,
  { orders, die }: { orders: readonly { number: string; client_id: string }[]; die: Dice },
): Promise<void> {
  const { timeZone } = branchOf(ctx.shop, branch.id);
  const today = dayOf(ctx.now, timeZone);
  for (const [index, order] of orders.entries()) {
    const hour = HOURS[index % HOURS.length] ?? HOURS[0];
    const startsAt = instantOf(`${nextDay(today, Math.floor(index / 4))}T${hour}`, timeZone);
    await book(ctx, {
      id: die.id(ctx.now),
      kind: die.pick(APPOINTMENT_KINDS),
      who: index % 3 === 0 ? { order: order.number } : { clientId: order.client_id },
      startsAt,
      endsAt: startsAt + USUAL_MINUTES * MINUTE,
      technicianId: staff.bench[index % staff.bench.length]?.id ?? null,
      outsideAccepted: true,
      note: index % 2 === 0 ? "" : "Avisar si se demora",
      silent: false,
    });
  }
}
