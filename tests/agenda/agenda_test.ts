import assert from "node:assert/strict";
import { SYSTEM } from "../../src/context.ts";
import { sql } from "kysely";
import { book, move } from "../../src/agenda/commands.ts";
import { moveForm, parseAppointment } from "../../src/agenda/input.ts";
import { agendaRows } from "../../src/agenda/queries.ts";
import { overlapping } from "../../src/agenda/slots.ts";
import type { Ctx } from "../../src/context.ts";
import { AppError } from "../../src/lib/app_error.ts";
import { paths } from "../../src/paths.ts";
import {
  asReceptionist,
  asTechnician,
  type Browser,
  type TestApp,
  testApp,
  userActor,
} from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { aClient } from "../support/builders.ts";
import { anAppointment, bookingForm, READING } from "./agenda_stage.ts";

const DAY = "2026-11-24";

async function only(app: TestApp) {
  return await app.services.database.db.selectFrom("appointment").selectAll().executeTakeFirstOrThrow();
}

function refused(desk: Browser, changes: Record<string, string>): Promise<string> {
  return desk.post(paths.newAppointment(), bookingForm(changes)).then(async (response) => {
    assert.equal(response.status, 422);
    return await response.text();
  });
}

eachDatabase(
  "somebody the shop does not know gets an appointment, and their arrival an intake",
  async (_, database) => {
    await using app = await testApp(database);
    const desk = await asReceptionist(app);
    const tomas = app.users.technician.id;
    const form = bookingForm({ technician_id: tomas, note: "No carga" });
    for (const _ of [1, 2]) {
      const booked = await desk.post(paths.newAppointment(), form);
      assert.equal(booked.status, 303);
      assert.equal(booked.headers.get("Location"), paths.agenda(`?dia=${DAY}`));
    }
    const row = await only(app);
    assert.deepEqual([row.name, row.phone, row.state, row.ends_at - row.starts_at], [
      "Julia Paz",
      "+541155550199",
      "planned",
      1_800_000,
    ]);
    const day = await desk.page(paths.agenda(`?dia=${DAY}`));
    assert.match(day, /aria-label="Tomás Técnico"[^]*10:00 a 10:30[^]*Julia Paz/);
    assert.match(day, /martes 24 nov/);
    assert.match(await desk.page(paths.agenda(`?dia=${DAY}&vista=semana`)), /Julia Paz[^]*Tomás Técnico/);
    assert.doesNotMatch(
      await desk.page(paths.agenda(`?dia=${DAY}&vista=semana&tecnico=${app.users.admin.id}`)),
      /Julia/,
    );
    assert.doesNotMatch(await desk.page(paths.agenda("?dia=2026-11-25")), /Julia Paz/);

    const arrival = await desk.post(paths.appointmentArrival(row.id));
    assert.equal(arrival.headers.get("Location"), paths.appointmentIntake(row.id));
    const intake = await desk.page(paths.appointmentIntake(row.id));
    assert.match(intake, /value="new"[^>]*checked/);
    for (const value of ["Julia Paz", "+541155550199"]) assert.ok(intake.includes(`value="${value}"`), value);
    assert.match(intake, />No carga<\/textarea>/);
    assert.equal(
      (await desk.post(paths.appointmentArrival(row.id))).status,
      303,
      "once more changes nothing",
    );
    const events = await database.db.selectFrom("appointment_event").select("kind").orderBy("id").execute();
    assert.deepEqual(events.map(({ kind }) => kind), ["booked", "arrived"]);
    assert.match(
      await desk.page(paths.appointment(row.id)),
      /Llegó[^]*Se dio el turno para el 24 nov 2026, 10:00/,
    );
  },
);

eachDatabase("a pick-up is of an order, its client and its history", async (_, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const { number } = await anOrder(app, { status: "ready", outcome: "repaired" });
  const page = await desk.page(paths.newAppointment({ orden: number }));
  assert.ok(page.includes(`value="${number}"`));
  assert.match(page, /value="pick_up"[^>]*checked/);
  const form = bookingForm({ kind: "pick_up", order: number.toLowerCase(), client_id: "" });
  assert.equal((await desk.post(paths.newAppointment(), form)).status, 303);
  const { id } = await only(app);
  assert.ok((await desk.page(paths.order(number))).includes("Turno (retiro): 24 nov 2026, 10:00"));
  const arrival = await desk.post(paths.appointmentArrival(id));
  assert.equal(arrival.headers.get("Location"), paths.orderDelivery(number));
  assert.ok((await desk.page(paths.order(number))).includes("Llegó al turno (retiro)"));
  assert.match(await refused(desk, { order: "S01-999999" }), /No hay una orden con ese número/);
});

eachDatabase(
  "what an appointment lacks is told beside its field, without scripts too",
  async (_, database) => {
    await using app = await testApp(database);
    const desk = await asReceptionist(app);
    const { id, name } = await aClient(await app.ctx(userActor(app, "receptionist")), {
      name: "Marta Gómez",
    });
    const found = await desk.post(
      paths.newAppointment(),
      bookingForm({ client_id: "", client_query: "marta", find: "1" }),
    );
    const options = await found.text();
    assert.equal(found.status, 200);
    assert.match(options, new RegExp(`name="client_id"[^>]*value="${id}"`));
    assert.ok(options.includes(name));

    assert.match(await refused(desk, { client_id: "" }), /Elija un cliente de la lista o cree uno nuevo/);
    const bare = await refused(desk, { name: " ", phone: "12", kind: "", starts: "", note: "Lo de siempre" });
    for (const words of ["Complete este dato", "Escriba el teléfono con su código de área"]) {
      assert.ok(
        bare.includes(words),
      );
    }
    assert.match(bare, />Lo de siempre<\/textarea>/);
    assert.match(await refused(desk, { starts: "2026-11-20T10:00" }), /La fecha ya pasó/);
    assert.match(await refused(desk, { minutes: "7" }), /no es válido/);
    assert.match(
      await refused(desk, { technician_id: app.users.receptionist.id }),
      /Elija un técnico activo/,
    );
    const closed = await refused(desk, { starts: "2026-11-29T10:00" });
    assert.match(closed, /La sucursal está cerrada a esa hora/);
    const meant = await desk.post(
      paths.newAppointment(),
      bookingForm({ starts: "2026-11-29T10:00", outside_ok: "1" }),
    );
    assert.equal(meant.status, 303);
  },
);

eachDatabase("one technician has one appointment at a time", async (_, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const [tomas, ana] = [app.users.technician.id, app.users.admin.id];
  const first = await anAppointment(await app.ctx(userActor(app, "receptionist")), { technician_id: tomas });
  const busy = await refused(desk, { technician_id: tomas, starts: `${DAY}T10:15`, name: "Otra Persona" });
  assert.match(
    busy,
    /Tomás Técnico ya tiene un turno de 10:00 a 10:30 con Julia Paz\. Elija otra hora u otro técnico\./,
  );
  assert.ok(busy.includes('value="Otra Persona"'));
  const long = await refused(desk, { technician_id: tomas, starts: `${DAY}T09:00`, minutes: "240" });
  assert.match(long, /ya tiene un turno/);
  for (
    const free of [
      { technician_id: tomas, starts: `${DAY}T10:30` },
      { technician_id: tomas, starts: `${DAY}T09:30` },
      { technician_id: ana, starts: `${DAY}T10:00` },
      { technician_id: "", starts: `${DAY}T10:00` },
    ]
  ) {
    assert.equal(
      (await desk.post(paths.newAppointment(), bookingForm(free))).status,
      303,
      JSON.stringify(free),
    );
  }

  const late = { technician_id: tomas, starts: `${DAY}T10:45`, minutes: "30", version: "1" };
  const moved = await desk.post(paths.appointmentMove(first), late);
  assert.equal(moved.status, 422);
  assert.match(await moved.text(), /ya tiene un turno de 10:30 a 11:00/);
  const own = await desk.post(paths.appointmentMove(first), {
    ...late,
    starts: `${DAY}T10:05`,
    minutes: "15",
  });
  assert.equal(own.status, 303, "it is not in its own way");
  await desk.post(paths.appointmentCancel(first), { reason: "Avisó que no viene" });
  const again = bookingForm({ technician_id: tomas, starts: `${DAY}T10:00` });
  assert.equal(
    (await desk.post(paths.newAppointment(), again)).status,
    303,
    "a cancelled one leaves its time free",
  );
});

eachDatabase("of many who book the same time at once, one does", async (_, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const technician_id = app.users.technician.id;
  const order = await anOrder(app);
  const wishes = Array.from({ length: 8 }, (_, index) =>
    bookingForm({
      technician_id,
      starts: `${DAY}T10:${String(index * 3).padStart(2, "0")}`,
      ...index % 2 === 0 && { order: order.number },
    }));
  const answers = await Promise.allSettled(wishes.map((wish) => bookForm(ctx, wish)));
  assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
  for (const answer of answers) {
    if (answer.status === "rejected") {
      assert.equal(answer.reason.detail.fields.starts.code, "appointment_overlap");
    }
  }
  assert.equal((await database.db.selectFrom("appointment").select("id").execute()).length, 1);
});

eachDatabase("two appointments that move into the same time do not both", async (_, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const technician_id = app.users.technician.id;
  const ids = [
    await anAppointment(ctx, { technician_id, starts: `${DAY}T10:00` }),
    await anAppointment(ctx, { technician_id, starts: `${DAY}T12:00` }),
  ];
  const to = moveForm({ ...READING, now: app.now })
    .parse({ technician_id, starts: `${DAY}T15:00`, minutes: "60", version: "1" });
  const moves = await Promise.allSettled(ids.map((id) => move(ctx, id, to)));
  assert.equal(moves.filter(({ status }) => status === "fulfilled").length, 1);
  const at = await database.db.selectFrom("appointment").select("id").where("starts_at", "=", to.startsAt)
    .execute();
  assert.equal(at.length, 1);
});

async function bookForm(ctx: Ctx, typed: Record<string, string>): Promise<void> {
  const form = parseAppointment(typed, { ...READING, now: ctx.now });
  if (!form.ok) throw new AppError("invalid", { fields: form.errors });
  await book(ctx, form.data);
}

eachDatabase("who moves second sees what is saved; who cancels says why", async (_, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const id = await anAppointment(await app.ctx(userActor(app, "receptionist")));
  const to = { technician_id: "", starts: `${DAY}T11:00`, minutes: "30", version: "1" };
  assert.equal((await desk.post(paths.appointmentMove(id), to)).status, 303);
  const late = await desk.post(paths.appointmentMove(id), { ...to, starts: `${DAY}T16:00` });
  assert.equal(late.status, 409);
  const body = await late.text();
  assert.ok(body.includes("11:00 a 11:30") && body.includes(`value="${DAY}T16:00"`));
  assert.match(body, /name="version" value="2"/);

  assert.equal((await desk.post(paths.appointmentCancel(id), { reason: " " })).status, 422);
  assert.equal((await desk.post(paths.appointmentCancel(id), { reason: "Avisó que no viene" })).status, 303);
  const page = await desk.page(paths.appointment(id));
  assert.match(page, /Avisó que no viene/);
  assert.doesNotMatch(page, new RegExp(paths.appointmentMove(id)));
  const over = await desk.post(paths.appointmentMove(id), { ...to, version: "3" });
  assert.equal(over.status, 409);
  assert.match(await over.text(), /no cambia más/);
  assert.equal((await desk.post(paths.appointmentArrival(id))).status, 409);
  await assert.rejects(sql`update appointment_event set kind = kind`.execute(database.db), /append-only/);
});

eachDatabase("today's appointments stand on the counter's page", async (_, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  assert.doesNotMatch(await desk.page(paths.counter()), /Turnos de hoy/);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const id = await anAppointment(ctx, { starts: "2026-11-23T16:00" });
  await anAppointment(ctx, { starts: "2026-11-24T16:00", name: "Mañana" });
  const page = await desk.page(paths.counter());
  assert.match(page, /Turnos de hoy[^]*16:00 a 16:30<\/span> · Julia Paz/);
  assert.ok(page.includes(`action="${paths.appointmentArrival(id)}"`));
  assert.doesNotMatch(page, /Mañana/);
});

eachDatabase("a technician looks at the agenda and books nothing", async (_, database) => {
  await using app = await testApp(database);
  const bench = await asTechnician(app);
  const id = await anAppointment(await app.ctx(userActor(app, "receptionist")));
  assert.ok((await bench.page(paths.agenda(`?dia=${DAY}`))).includes("Julia Paz"));
  assert.doesNotMatch(await bench.page(paths.appointment(id)), new RegExp(paths.appointmentCancel(id)));
  assert.equal((await bench.post(paths.newAppointment(), bookingForm())).status, 403);
});

eachDatabase("the agenda and an overlap are read by an index", async (_, database) => {
  const { db } = database;
  await assertUsesIndex(
    database,
    agendaRows({ db, actor: SYSTEM }, { branchId: "x", from: 0, to: 1 }).compile(),
  );
  const wish = { technicianId: "x", startsAt: 0, endsAt: 1, own: "" };
  await assertUsesIndex(database, overlapping(db, wish).compile());
});
