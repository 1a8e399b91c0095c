import type { Ctx } from "../context.ts";
import { TELL_CHANNELS } from "../mail/message.ts";
import { moveStatus } from "../orders/moves.ts";
import { giveDueNotice } from "../pickups/commands.ts";
import { DAY } from "../pickups/notice.ts";
import { markTold } from "../untold/commands.ts";
import { type Dice, dice } from "./dice.ts";
import type { Person, Place } from "./world.ts";

const HOUR = 3_600_000;
/** A notice may wait that long for somebody to pass it on. */
const SOON = 12 * DAY;
const SEED = 4;
/** As many of those that wait longest: in a shop with thousands the rest is the timed task's. */
const MOST = 40;

interface Waiting {
  number: string;
  branch_id: string;
  status_since: number;
}

/**
 * The notices that the clients of the devices waiting longest were given on their days, and how somebody of the shop told each;
 * the last one of a few is still to be told, and the device that waits longest is declared abandoned.
 */
export async function seedNotices(ctx: Ctx, places: readonly Place[]): Promise<void> {
  const { abandonment_notices: days, abandonment_days } = ctx.shop.settings;
  const [first] = days;
  if (first === undefined) return;
  // Of its own dice: what is made up before it stays as it was.
  const die = dice(SEED);
  const quiet = { ...ctx, random: die, sendsMail: false };
  const orders = await ctx.db.selectFrom("order").select(["number", "branch_id", "status_since"])
    .where("status", "=", "ready").where("status_since", "<=", ctx.now - first * DAY)
    .orderBy("status_since").limit(MOST).execute();
  for (const [index, order] of orders.entries()) {
    const place = places.find(({ branch }) => branch.id === order.branch_id);
    const due = days.filter((day) => order.status_since + day * DAY + HOUR <= ctx.now);
    for (const day of due) {
      const isOld = order.status_since + day * DAY < ctx.now - SOON;
      await giveNotice(quiet, {
        order,
        day,
        place,
        die,
        told: index % 2 === 0 || day !== due.at(-1) || isOld,
      });
    }
  }
  const over = orders.find(({ status_since }) => status_since + abandonment_days * DAY <= ctx.now - HOUR);
  if (over) await declareAbandoned(quiet, over, places);
}

async function giveNotice(
  ctx: Ctx,
  { order, day, place, die, told }: {
    order: Waiting;
    day: number;
    place: Place | undefined;
    die: Dice;
    told: boolean;
  },
): Promise<void> {
  const at = order.status_since + day * DAY;
  await giveDueNotice({ ...ctx, now: at }, order.number);
  const [clerk] = place?.staff.counter ?? [];
  if (!told || !clerk) return;
  const teller = actingAs(ctx, { person: clerk, role: "receptionist", branchId: order.branch_id });
  const note = die.chance(0.5) ? die.pick(ANSWERS) : "";
  await markTold({ ...teller, now: at + HOUR }, order.number, {
    how: die.pick(TELL_CHANNELS.slice(0, 2)),
    note,
  });
}

const ANSWERS = ["Dice que pasa esta semana", "No atendió, quedó el mensaje", "Pidió unos días más"];

async function declareAbandoned(ctx: Ctx, order: Waiting, places: readonly Place[]): Promise<void> {
  const admin = places.flatMap(({ staff }) => staff.admin)[0];
  if (!admin) return;
  const owner = actingAs(ctx, { person: admin, role: "admin", branchId: order.branch_id });
  const reason = "Nadie lo retiró en el plazo y no responde a los avisos";
  await moveStatus({ ...owner, now: ctx.now - HOUR / 2 }, order.number, { to: "abandoned", reason });
}

function actingAs(
  ctx: Ctx,
  { person, role, branchId }: { person: Person; role: "admin" | "receptionist"; branchId: string },
): Ctx {
  return { ...ctx, actor: { kind: "user", id: person.id, name: person.name, role, branchId } };
}
