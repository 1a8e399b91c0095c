import { deepEqual, equal, rejects } from "node:assert/strict";
import type { Ctx } from "../../src/context.ts";
import { changeOwner, editDevice, registerDevice } from "../../src/devices/commands.ts";
import { identifies, isImei } from "../../src/devices/device.ts";
import { type DeviceInput, deviceInput } from "../../src/devices/input.ts";
import { deviceOrderList, devicePhotoList, getDevice } from "../../src/devices/queries.ts";
import { check } from "../../src/lib/form.ts";
import { testApp, userActor } from "../support/app.ts";
import { aClient, aDevice } from "../support/builders.ts";
import { eachDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";

const IMEI = "356938035643809";

Deno.test("fifteen figures on a phone must be a good IMEI, on other things they need not", () => {
  const serialError = (fields: Record<string, string>) => {
    const form = check(deviceInput, { brand: "X", ...fields });
    return form.ok ? null : form.errors["serial"]?.code;
  };
  equal(serialError({ category: "phone", serial: IMEI }), null);
  equal(serialError({ category: "tablet", serial: "35-693803-564380-9" }), null);
  equal(serialError({ category: "phone", serial: "356938035643808" }), "imei");
  equal(serialError({ category: "tablet", serial: "35 693803 564380 8" }), "imei");
  equal(serialError({ category: "laptop", serial: "356938035643808" }), null);
  equal(serialError({ category: "phone", serial: "R58M20ABCDE" }), null);
  equal(serialError({ category: "phone", serial: "" }), null);
  deepEqual([isImei("490154203237518"), isImei("490154203237517"), isImei("49015420323751")], [
    true,
    false,
    false,
  ]);
});

Deno.test("a brand and a kind are asked for", () => {
  const form = check(deviceInput, { category: "spaceship", brand: "  " });
  deepEqual(form.ok ? [] : Object.keys(form.errors).toSorted(), ["brand", "category"]);
});

Deno.test("what is written to get past the field identifies nothing", () => {
  for (const serial of ["", "S/N", "N/A", "sin serie", "0000000", "1111-1111", "1234"]) {
    equal(identifies(serial), false, serial);
  }
  for (const serial of ["RF8N30", "C02XK0AAJGH5", IMEI]) equal(identifies(serial), true, serial);
});

eachDatabase(
  "a known serial is the same device, and its owner before stays on record",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const marta = await aClient(ctx, { name: "Marta" });
    const pedro = await aClient(ctx, { name: "Pedro" });
    const first = await register(ctx, marta.id, { serial: "rf8n-30 abc", model: "" });
    app.now += 86_400_000;
    const later = await app.ctx(userActor(app, "receptionist"));
    const again = await register(later, pedro.id, {
      brand: "SAMSUNG",
      serial: "RF8N30ABC",
      model: "Galaxy A52",
    });
    deepEqual([first.known, again.known, again.id], [false, true, first.id]);
    const device = await getDevice(later, first.id);
    deepEqual([device.brand, device.model, device.serial, device.version], [
      "Samsung",
      "Galaxy A52",
      "rf8n-30 abc",
      2,
    ]);
    deepEqual(device.owners.map(({ name, since, until }) => [name, since, until]), [
      ["Pedro", later.now, null],
      ["Marta", ctx.now, later.now],
    ]);
    const same = await register(later, pedro.id, { serial: "RF8N30ABC" });
    equal(same.known, true);
    equal((await getDevice(later, first.id)).owners.length, 2);
  },
);

eachDatabase(
  "makers' serials may meet; an IMEI is one device whatever the brand says",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const { id: clientId } = await aClient(ctx);
    const samsung = await register(ctx, clientId, { serial: "A100200" });
    const lg = await register(ctx, clientId, { brand: "LG", serial: "A100200" });
    equal(lg.known, false);
    deepEqual((await getDevice(ctx, lg.id)).twins.map(({ id }) => id), [samsung.id]);
    const phone = await register(ctx, clientId, { serial: IMEI });
    deepEqual(await register(ctx, clientId, { brand: "Samsumg", serial: "35 693803 564380 9" }), {
      id: phone.id,
      known: true,
    });
    const nameless = await register(ctx, clientId, { serial: "S/N" });
    equal((await register(ctx, clientId, { serial: "S/N" })).known, false);
    deepEqual((await getDevice(ctx, nameless.id)).twins, []);
  },
);

eachDatabase("a device chosen from the client's own needs no serial", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const { id, clientId } = await aDevice(ctx, { serial: "" });
  const device: DeviceInput = { category: "phone", brand: "Samsung", model: "", serial: "" };
  const chosen = await ctx.db.transaction().execute((trx) =>
    registerDevice(trx, ctx, { clientId, device, deviceId: id })
  );
  deepEqual(chosen, { id, known: true });
  await rejects(
    ctx.db.transaction().execute((trx) =>
      registerDevice(trx, ctx, { clientId, device, deviceId: crypto.randomUUID() })
    ),
    /not_found/,
  );
});

eachDatabase("an edit and a new owner are refused to whoever saw an older version", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "technician"));
  const { id } = await aDevice(ctx, { brand: "Samsung" });
  const other = await aClient(ctx, { name: "Pedro" });
  const facts = { category: "phone", brand: "Motorola", model: "G32", serial: IMEI } as const;
  await editDevice(ctx, id, { ...facts, version: 1 });
  await rejects(editDevice(ctx, id, { ...facts, version: 1 }), /device_changed/);
  await rejects(changeOwner(ctx, id, { client_id: other.id, version: 1 }), /device_changed/);
  await changeOwner(ctx, id, { client_id: other.id, version: 2 });
  await rejects(changeOwner(ctx, id, { client_id: crypto.randomUUID(), version: 3 }), /not_found/);
  await rejects(editDevice(ctx, crypto.randomUUID(), { ...facts, version: 1 }), /not_found/);
  const device = await getDevice(ctx, id);
  deepEqual([device.brand, device.version, device.owners[0]?.name, device.owners.length], [
    "Motorola",
    3,
    "Pedro",
    2,
  ]);
  const audit = await ctx.db.selectFrom("audit_event").select(["kind", "data_json"])
    .where("subject_id", "=", id).orderBy("id").execute();
  deepEqual(audit.map(({ kind }) => kind), ["device_edited", "device_owner_changed"]);
  equal(JSON.parse(audit[0]?.data_json ?? "{}").before.brand, "Samsung");
});

eachDatabase("every query of the device page walks an index", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx();
  await assertUsesIndex(database, deviceOrderList(ctx, "any", 40).limit(21).compile());
  await assertUsesIndex(database, devicePhotoList(ctx, "any").compile());
});

async function register(ctx: Ctx, clientId: string, wish: Partial<DeviceInput>) {
  const device: DeviceInput = {
    category: "phone",
    brand: "Samsung",
    model: "Galaxy A52",
    serial: "",
    ...wish,
  };
  return await ctx.db.transaction().execute((trx) => registerDevice(trx, ctx, { clientId, device }));
}
