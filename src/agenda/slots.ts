import type { Branch } from "../admin/shop.ts";
import type { Db } from "../db/open.ts";
import { invalid } from "../lib/app_error.ts";
import { localDateTime } from "../lib/dates.ts";
import { MINUTE, MOST_MINUTES } from "./appointment.ts";
import { withinOpening } from "./calendar.ts";
import type { Slot } from "./input.ts";

interface Wanted {
  slot: Slot;
  branch: Branch;
  /** The appointment that moves, and so is not in its own way. */
  own?: string;
}

/**
 * Holds the technician until the transaction ends, so that two who book at once see each other.
 * @throws AppError invalid `technician_id` when they do not repair here; `starts` when they have another appointment then
 * (appointment_overlap); `outside_ok` when the branch is closed and nobody said that this is meant (appointment_outside)
 */
export async function requireSlot(trx: Db, { slot, branch, own = "" }: Wanted): Promise<void> {
  const { timeZone, opening } = branch;
  const open = withinOpening(opening, { from: slot.startsAt, to: slot.endsAt, timeZone });
  if (!open && !slot.outsideAccepted) throw invalid({ outside_ok: { code: "appointment_outside" } });
  if (slot.technicianId === null) return;
  const technician = await trx.selectFrom("user").select(["name", "role", "active"])
    .where("id", "=", slot.technicianId).forNoKeyUpdate().executeTakeFirst();
  if (!technician || technician.active === 0 || technician.role === "receptionist") {
    throw invalid({ technician_id: { code: "not_a_technician" } });
  }
  // What is taken is taken, also by what the one who asks may not see: then it is not told by whom.
  const other = await overlapping(trx.withoutPlugins(), { ...slot, technicianId: slot.technicianId, own })
    .executeTakeFirst();
  if (!other) return;
  const seen = await trx.selectFrom("appointment").select("id").where("id", "=", other.id).executeTakeFirst();
  const at = (instant: number) => localDateTime(instant, timeZone).slice(11);
  throw invalid({
    starts: {
      code: "appointment_overlap",
      params: {
        technician: technician.name,
        from: at(other.starts_at),
        to: at(other.ends_at),
        who: seen ? other.client_name ?? other.name : "",
      },
    },
  });
}

/** What the technician has at that time already; none lasts longer than `MOST_MINUTES`. */
export function overlapping(
  db: Db,
  { technicianId, startsAt, endsAt, own }: {
    technicianId: string;
    startsAt: number;
    endsAt: number;
    own: string;
  },
) {
  return db.selectFrom("appointment").leftJoin("client", "client.id", "appointment.client_id")
    .select([
      "appointment.id",
      "appointment.starts_at",
      "appointment.ends_at",
      "appointment.name",
      "client.name as client_name",
    ])
    .where("appointment.technician_id", "=", technicianId).where("appointment.state", "!=", "cancelled")
    .where("appointment.starts_at", ">", startsAt - MOST_MINUTES * MINUTE)
    .where("appointment.starts_at", "<", endsAt).where("appointment.ends_at", ">", startsAt)
    .where("appointment.id", "!=", own).orderBy("appointment.starts_at").limit(1);
}
