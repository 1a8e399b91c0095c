import assert from "node:assert/strict";
import { addBranch } from "../../src/admin/branch_commands.ts";
import { moveCash } from "../../src/cash/commands.ts";
import {
  cashFigures,
  closedQuery,
  figuresQuery,
  movedQuery,
  periodOf,
} from "../../src/cash/figures_queries.ts";
import { figuresFilter, movementInput } from "../../src/cash/input.ts";
import { sessionList, sessionPayments } from "../../src/cash/queries.ts";
import { pay, refund } from "../payments/payment_stage.ts";
import { MONDAY, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { anOpenTill, close, count, uuid } from "./till_stage.ts";

const HOUR = 3_600_000;

eachDatabase(
  "the money of a period by day, method, person and branch, each by its own clock",
  async (_t, database) => {
    await using app = await testApp(database);
    const ana = await app.ctx(userActor(app, "admin"));
    const { id: santiago } = await addBranch(ana, {
      code: "S02",
      name: "Santiago",
      address: "",
      phone: "",
      time_zone: "America/Santiago",
      currency: "CLP",
    });
    const here = await anOrder(app, {});
    const there = await anOrder(app, { branchId: santiago });
    const as = (role: "admin" | "receptionist") => app.ctx(userActor(app, role));
    const session = await anOpenTill(await as("receptionist"), { tillId: app.branchId, float: "0" });
    await pay(await as("receptionist"), here.number, { amount: "100" });
    await pay(await as("receptionist"), here.number, { amount: "50", method: "card" });
    // Typed in pesos of two decimals: 700 of the pesos that have none.
    await pay(await as("admin"), there.number, { amount: "7", method: "transfer" });
    // Half past eleven at night in Buenos Aires: the same day there, and in Santiago.
    app.now = MONDAY + 13.5 * HOUR;
    await refund(await as("receptionist"), here.number, { amount: "30" });
    // A quarter past midnight in Buenos Aires is still Monday in Santiago before daylight saving: 23:15.
    app.now = MONDAY + 14.25 * HOUR;
    await pay(await as("receptionist"), here.number, { amount: "5" });
    const rocio = await as("receptionist");
    await moveCash(
      rocio,
      session,
      movementInput("ARS").parse({ direction: "out", amount: "20", reason: "Café", form_key: uuid() }),
    );
    const counted = await count(rocio, session, { cash: "50", card: "50" });
    await close(rocio, session, { count: counted.count, note: "Faltan cinco" });

    const filter = figuresFilter.parse({ desde: "2026-11-23", hasta: "2026-11-24" });
    const { currencies } = await cashFigures(await as("admin"), filter);
    assert.deepEqual(currencies.map(({ currency, net }) => [currency, net]), [["ARS", 125_00], ["CLP", 700]]);
    const [ars] = currencies;
    assert.deepEqual([ars?.taken, ars?.refunded, ars?.moved, ars?.difference, ars?.closings], [
      155_00,
      -30_00,
      -20_00,
      -5_00,
      1,
    ]);
    assert.deepEqual(ars?.byDay, [
      { label: "2026-11-24", methods: { cash: 5_00 }, minor: 5_00 },
      { label: "2026-11-23", methods: { cash: 70_00, card: 50_00 }, minor: 120_00 },
    ]);
    assert.deepEqual(ars?.byMethod, [
      { method: "cash", entries: 3, minor: 75_00 },
      { method: "card", entries: 1, minor: 50_00 },
    ]);
    assert.deepEqual(ars?.byUser.map(({ label, minor }) => [label, minor]), [["Rocío Recepción", 125_00]]);
    assert.deepEqual(ars?.byBranch.map(({ label, minor }) => [label, minor]), [["S01", 125_00]]);
    const only = await cashFigures(await as("admin"), { ...filter, sucursal: santiago });
    assert.deepEqual(only.currencies.map(({ currency }) => currency), ["CLP"]);
    const before = await cashFigures(await as("admin"), figuresFilter.parse({ hasta: "2026-11-22" }));
    assert.deepEqual(before.currencies, []);
  },
);

eachDatabase(
  "a period is this month unless told, at most a year, and read by index",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "admin"));
    const period = (typed: object) => periodOf(ctx, figuresFilter.parse(typed));
    assert.deepEqual(period({}), { from: "2026-11-01", to: "2026-11-23" });
    assert.deepEqual(period({ desde: "x", hasta: "2026-02-30" }), { from: "2026-11-01", to: "2026-11-23" });
    assert.deepEqual(period({ desde: "2026-11-10", hasta: "2026-11-05" }), {
      from: "2026-11-05",
      to: "2026-11-10",
    });
    assert.deepEqual(period({ desde: "2020-01-01" }), { from: "2025-11-23", to: "2026-11-23" });
    assert.deepEqual(period({ desde: "2027-01-05" }), { from: "2027-01-05", to: "2027-01-05" });
    const [branch] = ctx.shop.branches;
    assert.ok(branch);
    const asked = { branch, period: period({ desde: "2025-12-01" }) };
    await assertUsesIndex(database, figuresQuery(database.db, asked).compile(), "payment_at_idx");
    for (const query of [movedQuery, closedQuery]) {
      await assertUsesIndex(database, query(database.db, asked).compile());
    }
    await assertUsesIndex(database, sessionPayments(database.db, branch.id).compile());
    for (
      const filter of [
        { sucursal: branch.id, persona: "", desde: 5 },
        { sucursal: "", persona: app.users.admin.id, desde: undefined },
      ]
    ) await assertUsesIndex(database, sessionList(ctx, filter).limit(31).compile());
  },
);
