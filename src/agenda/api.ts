import { z } from "zod";
import { BranchAsked, branchAsked } from "../api/branch_asked.ts";
import { cursorKey, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instant, PAGE } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { invalid } from "../lib/app_error.ts";
import { dayOf, dayStart, instantOf, nextDay } from "../lib/dates.ts";
import { paths } from "../paths.ts";
import { rangeFault } from "../statistics/filter.ts";
import { APPOINTMENT_STATES } from "./appointment.ts";
import { isOpenOn } from "./calendar.ts";
import { arrive, book, cancel, move } from "./commands.ts";
import {
  Appointment,
  AppointmentDetail,
  AppointmentIn,
  appointmentInFull,
  AppointmentMoveIn,
  appointmentTold,
  CancellingIn,
  names,
  newAppointment,
  slotAsIn,
  slotFrom,
} from "./json.ts";
import { appointmentPage, getAppointment } from "./queries.ts";

const tag = "agenda";
const LIST = "agenda";
const params = z.object({ id: Id });
const answer = { text: "The appointment as it is now", schema: AppointmentDetail };

const days = {
  branch_id: BranchAsked,
  from: z.iso.date({ error: "date" }).optional().meta({ description: "First day at the branch, or today" }),
  to: z.iso.date({ error: "date" }).optional().meta({ description: "Last day, or the first one" }),
};

/** Who comes when, and to whom. */
export const agendaOperations: readonly Operation[] = [
  operation({
    id: "listAppointments",
    method: "get",
    path: paths.apiAppointments(),
    tag,
    scope: "agenda:read",
    summary: "List the appointments of some days",
    query: z.object({
      ...PAGE,
      ...days,
      technician_id: Id.optional(),
      state: z.enum(APPOINTMENT_STATES, { error: "invalid" }).optional(),
    }),
    answer: { text: "One page of them, the first to begin first", schema: z.array(Appointment) },
    async handle(ctx, { query: { cursor, limit, technician_id: technician, state, ...asked } }) {
      const { branch, first, last } = daysAsked(ctx, asked);
      const { rows, next } = await appointmentPage(ctx, {
        branchId: branch.id,
        from: dayStart(first, branch.timeZone),
        to: dayStart(nextDay(last), branch.timeZone),
        technician,
        state,
        after: cursorKey(LIST, cursor),
      }, limit);
      return { body: rows.map(appointmentTold), next: next && cursorText(LIST, [next.at, next.id]) };
    },
  }),
  operation({
    id: "bookAppointment",
    method: "post",
    path: paths.apiAppointments(),
    tag,
    scope: "agenda:write",
    summary: "Book an appointment at the token's branch",
    body: AppointmentIn,
    names,
    example: {
      kind: "drop_off",
      contact: { name: "Julia Paz", phone: "+54 9 11 5555-0199" },
      starts_at: "2026-12-01T13:00:00Z",
      minutes: 30,
    },
    statuses: [201],
    answer: { text: "The appointment", schema: AppointmentDetail },
    async handle(ctx, { body, key: id }) {
      await book(ctx, newAppointment(body, { id, now: ctx.now }));
      return { ...await reply(ctx, id), location: paths.apiAppointment(id) };
    },
  }),
  operation({
    id: "listAppointmentDays",
    method: "get",
    path: paths.apiAppointmentDays(),
    tag,
    scope: "agenda:read",
    summary: "List when a branch is open for appointments",
    description: "Outside of these hours an appointment needs `outside_ok`.",
    query: z.object(days),
    answer: {
      text: "Each of the days",
      schema: z.array(
        z.object({ day: z.iso.date(), opens_at: Instant.nullable(), closes_at: Instant.nullable() }),
      ),
    },
    handle(ctx, { query }) {
      const { branch: { opening, timeZone }, first, last } = daysAsked(ctx, query);
      const at = (day: string, time: string) =>
        isOpenOn(opening, day) ? instant(instantOf(`${day}T${time}`, timeZone)) : null;
      const body = [];
      for (let day = first; day <= last; day = nextDay(day)) {
        body.push({ day, opens_at: at(day, opening.from), closes_at: at(day, opening.to) });
      }
      return Promise.resolve({ body });
    },
  }),
  operation({
    id: "getAppointment",
    method: "get",
    path: paths.apiAppointment("{id}"),
    tag,
    scope: "agenda:read",
    summary: "Read an appointment with its history",
    params,
    answer: { text: "The appointment", schema: AppointmentDetail },
    handle: (ctx, { params: { id } }) => reply(ctx, id),
  }),
  operation({
    id: "moveAppointment",
    method: "patch",
    path: paths.apiAppointment("{id}"),
    tag,
    scope: "agenda:write",
    summary: "Move an appointment to another time or technician",
    params,
    body: AppointmentMoveIn,
    names,
    example: { starts_at: "2026-12-01T14:00:00Z" },
    answer,
    refuses: ["conflict"],
    merge: {
      stale: "appointment_changed",
      async onto(ctx, { id }) {
        const row = await getAppointment(ctx, id);
        return { value: slotAsIn(row), version: row.version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      await move(ctx, id, { ...slotFrom(body, ctx.now), silent: !body.notify, version });
      return await reply(ctx, id);
    },
  }),
  operation({
    id: "cancelAppointment",
    method: "post",
    path: paths.apiAppointmentCancelling("{id}"),
    tag,
    scope: "agenda:write",
    summary: "Call an appointment off",
    params,
    body: CancellingIn,
    example: { reason: "Viaja esa semana" },
    answer,
    async handle(ctx, { params: { id }, body: { reason, notify } }) {
      await cancel(ctx, id, { reason, silent: !notify });
      return await reply(ctx, id);
    },
  }),
  operation({
    id: "noteArrival",
    method: "post",
    path: paths.apiAppointmentArrival("{id}"),
    tag,
    scope: "agenda:write",
    summary: "Note that who was awaited is here",
    params,
    answer,
    async handle(ctx, { params: { id } }) {
      await arrive(ctx, id);
      return await reply(ctx, id);
    },
  }),
];

/** @throws AppError invalid for another shop's branch, for days in the wrong order or too many */
function daysAsked(
  ctx: Ctx,
  { branch_id, from, to }: { branch_id?: string; from?: string; to?: string },
) {
  const branch = branchAsked(ctx, branch_id);
  const first = from ?? dayOf(ctx.now, branch.timeZone);
  const last = to ?? first;
  const fault = rangeFault({ from: first, to: last });
  if (fault) throw invalid({ to: { code: fault } });
  return { branch, first, last };
}

async function reply(ctx: Ctx, id: string) {
  const row = await getAppointment(ctx, id);
  return { body: appointmentInFull(row), version: row.version };
}
