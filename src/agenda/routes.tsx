import { type Context, Hono } from "hono";
import { AppointmentPage } from "../../views/agenda/appointment_page.tsx";
import { BookingPage } from "../../views/agenda/booking_page.tsx";
import { AgendaPage } from "../../views/agenda/page.tsx";
import { agendaText } from "../../views/agenda/text.ts";
import { branchOf } from "../admin/shop.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { chooseClient } from "../intakes/form_queries.ts";
import { staffOf } from "../intakes/staff.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { dayOf, dayStart, nextDay } from "../lib/dates.ts";
import { check, nest, type Typed, typedText } from "../lib/form.ts";
import type { AppointmentMailKind } from "../mail/message.ts";
import { planFor } from "../mail/plan.ts";
import { readReach } from "../mail/reach.ts";
import { seesAllOrders } from "../orders/own_orders.ts";
import { readRepairers } from "../orders/queries.ts";
import { refusedFields } from "../lib/refused.ts";
import { paths } from "../paths.ts";
import { USUAL_MINUTES } from "./appointment.ts";
import { weekOf } from "./calendar.ts";
import { arrive, book, cancel, move } from "./commands.ts";
import { agendaFilter, agendaQuery } from "./filter.ts";
import { type AgendaReading, cancelInput, moveForm, parseAppointment } from "./input.ts";
import { appointmentsBetween, branchTechnicians, busyBetween, getAppointment } from "./queries.ts";

/** Who comes when, and to whom. Mounted at `/agenda`. */
export const agendaRoutes = new Hono<Env>()
  .use(may("agenda.read"))
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const { timeZone } = viewer;
    const filter = agendaFilter(c.req.query(), dayOf(ctx.now, timeZone));
    const days = filter.view === "week" ? weekOf(filter.day) : [filter.day];
    const [first = filter.day] = days;
    const branch = branchOf(ctx.shop, staffOf(ctx).branchId);
    const span = {
      branchId: branch.id,
      from: dayStart(first, timeZone),
      to: dayStart(nextDay(days.at(-1) ?? first), timeZone),
      technician: filter.technician,
    };
    const [appointments, busy, technicians, own] = await Promise.all([
      appointmentsBetween(ctx, span),
      busyBetween(ctx, span),
      readRepairers(ctx),
      branchTechnicians(ctx, branch.id),
    ]);
    return c.html(
      <AgendaPage
        {...{ viewer, filter, days, appointments, busy, technicians }}
        own={seesAllOrders(ctx.actor) || viewer.can("agenda.manage")
          ? own
          : own.filter(({ id }) => id === ctx.actor.id)}
        opening={branch.opening}
      />,
    );
  })
  .get("/nuevo", may("agenda.manage"), async (c) => {
    const { day = "", hour = "" } = { day: c.req.query("dia"), hour: c.req.query("hora") };
    const typed = {
      kind: c.req.query("orden") ? "pick_up" : "drop_off",
      client_id: c.req.query("cliente") ?? "",
      order: c.req.query("orden") ?? "",
      technician_id: c.req.query("tecnico") ?? "",
      starts: day && `${day}T${hour || "10:00"}`,
      minutes: String(USUAL_MINUTES),
    };
    return c.html(await bookingPage(c, { typed }));
  })
  .post("/nuevo", may("agenda.manage"), async (c) => {
    const { ctx, viewer } = c.var;
    const submitted = await c.req.formData();
    const typed = nest(submitted);
    if (submitted.has("find")) return c.html(await bookingPage(c, { typed }));
    const form = parseAppointment(typed, readingOf(c));
    const errors = form.ok ? await refusedFields(book(ctx, form.data)) : form.errors;
    if (errors) return c.html(await bookingPage(c, { typed, errors }), 422);
    const day = form.ok ? dayOf(form.data.startsAt, viewer.timeZone) : "";
    const to = paths.agenda(agendaQuery({ view: "day", day, technician: "" }));
    return answer(c, { to, toast: agendaText[viewer.locale].toasts.booked });
  })
  .get("/:id", async (c) => c.html(await appointmentPage(c, c.req.param("id"))))
  .post("/:id/cambio", may("agenda.manage"), async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const typed = nest(await c.req.formData());
    const form = check(moveForm(readingOf(c)), typed);
    try {
      const errors = form.ok ? await refusedFields(move(ctx, id, form.data)) : form.errors;
      if (errors) return c.html(await appointmentPage(c, id, { moving: { typed, errors } }), 422);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "appointment_changed") throw refusal;
      return c.html(await appointmentPage(c, id, { moving: { typed, errors: {}, changed: true } }), 409);
    }
    return answer(c, { to: paths.appointment(id), toast: agendaText[viewer.locale].toasts.moved });
  })
  .post("/:id/anulacion", may("agenda.manage"), async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const typed = nest(await c.req.formData());
    const form = check(cancelInput, typed);
    if (!form.ok) {
      return c.html(await appointmentPage(c, id, { cancelling: { typed, errors: form.errors } }), 422);
    }
    await cancel(ctx, id, form.data);
    return answer(c, { to: paths.appointment(id), toast: agendaText[viewer.locale].toasts.cancelled });
  })
  .post("/:id/llegada", may("agenda.manage"), async (c) => {
    const id = c.req.param("id");
    await arrive(c.var.ctx, id);
    const { order } = await getAppointment(c.var.ctx, id);
    const to = order === null
      ? paths.appointmentIntake(id)
      : order.status === "draft"
      ? paths.orderIntake(order.number)
      : order.status === "ready"
      ? paths.orderDelivery(order.number)
      : paths.order(order.number);
    return answer(c, { to, toast: agendaText[c.var.viewer.locale].toasts.arrived });
  });

function readingOf(c: Context<Env>): AgendaReading {
  const { ctx, viewer } = c.var;
  return { timeZone: viewer.timeZone, country: ctx.shop.settings.country, now: ctx.now };
}

async function bookingPage(c: Context<Env>, { typed, errors = {} }: { typed: Typed; errors?: FieldErrors }) {
  const { ctx, viewer } = c.var;
  const [clients, technicians] = await Promise.all([chooseClient(ctx, typed), readRepairers(ctx)]);
  const formKey = typedText(typed, "form_key") || ctx.random.id(ctx.now);
  const { opening } = branchOf(ctx.shop, staffOf(ctx).branchId);
  return <BookingPage {...{ viewer, typed, errors, clients, technicians, formKey, opening }} />;
}

interface CameBack {
  moving?: { typed: Typed; errors: FieldErrors; changed?: boolean };
  cancelling?: { typed: Typed; errors: FieldErrors };
}

async function appointmentPage(c: Context<Env>, id: string, back: CameBack = {}) {
  const { ctx, viewer } = c.var;
  const [appointment, technicians] = await Promise.all([getAppointment(ctx, id), readRepairers(ctx)]);
  const { clientId, startsAt } = appointment;
  const reach = clientId === null || startsAt <= ctx.now ? null : await readReach(ctx.db, clientId);
  const told = (kind: AppointmentMailKind) => reach && planFor(ctx, reach, { kind });
  const plans = { moved: told("appointment_moved"), cancelled: told("appointment_cancelled") };
  return <AppointmentPage {...{ viewer, appointment, technicians, plans, ...back }} />;
}
