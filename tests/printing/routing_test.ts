import assert from "node:assert/strict";
import { requestLabel, requestLabels } from "../../src/printing/commands.ts";
import { greetDaemon } from "../../src/printing/hello.ts";
import { makeDefault } from "../../src/printing/printer_commands.ts";
import { printsAtIntake, routesOf } from "../../src/printing/routing.ts";
import { saveRoutes } from "../../src/printing/routing_commands.ts";
import { receiveIntake } from "../../src/intakes/commands.ts";
import { paths } from "../../src/paths.ts";
import { aDevice, anIntake } from "../intakes/an_intake.ts";
import { asAdmin, asReceptionist, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { anAgent, COUNTER_PRINTER } from "./daemon_stage.ts";
import { twoPrinters } from "./two_printers.ts";

const ROLL = {
  ...COUNTER_PRINTER,
  key: "tiques",
  language: "escpos",
  media: "continuous",
  widthMm: 80,
  heightMm: 300,
  roll: { columns: 48, codePage: "pc858", cut: "partial", drawer: "none" },
} as const;

eachDatabase(
  "the first printer of a language gets its documents; later ones wait for somebody to choose",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx();
    const { agentId } = await anAgent(app);
    const hello = async (printers: readonly (typeof COUNTER_PRINTER | typeof ROLL)[]) => {
      const { key: _, ...rest } = COUNTER_PRINTER;
      await greetDaemon(ctx, agentId, {
        protocol: 1,
        version: "0.0.0",
        os: "test",
        instance: "spool",
        bootId: crypto.randomUUID(),
        printers: printers.map((printer) => ({ ...rest, ...printer })),
      });
    };
    const names = async (document: Parameters<typeof routesOf>[2]) =>
      (await routesOf(database.db, app.branchId, document)).map((
        { name, copies, auto },
      ) => [name, copies, auto]);
    assert.equal(await printsAtIntake(database.db, app.branchId), false);
    await hello([COUNTER_PRINTER]);
    assert.deepEqual(await names("label_device"), [["mostrador", 1, 1]]);
    assert.deepEqual(
      await names("label_part"),
      [["mostrador", 1, 0]],
      "a part's label has no moment of its own",
    );
    assert.deepEqual(await names("receipt_intake"), []);
    assert.equal(await printsAtIntake(database.db, app.branchId), true);
    await hello([COUNTER_PRINTER, ROLL]);
    assert.deepEqual(await names("receipt_intake"), [["tiques", 1, 1]]);
    assert.deepEqual(await names("receipt_payment"), [["tiques", 1, 0]]);
    await database.db.deleteFrom("print_route").where("document", "!=", "receipt_intake").execute();
    await hello([COUNTER_PRINTER, ROLL]);
    assert.deepEqual(
      await names("label_device"),
      [],
      "what staff took away stays away when the daemon starts anew",
    );
  },
);

eachDatabase(
  "a document comes out of every printer of its row, with its copies; by itself only where it may",
  async (_t, database) => {
    await twoPrinters(database, async ({ app, first, second, asAdmin: admin }) => {
      await saveRoutes(await admin(), app.branchId, [
        { document: "label_device", printerId: first, copies: 1, auto: false },
        { document: "label_device", printerId: second, copies: 3, auto: true },
      ]);
      const ctx = await app.ctx(userActor(app, "receptionist"));
      await receiveIntake(ctx, await anIntake(ctx, { devices: [aDevice()] }));
      const made = () =>
        database.db.selectFrom("print_job").select(["printer_id", "copies"]).orderBy("seq").execute();
      assert.deepEqual(
        await made(),
        [{ printer_id: second, copies: 3 }],
        "at intake only what prints by itself",
      );
      const { number } = await anOrder(app);
      await requestLabel(ctx, number, { idemKey: "click-1" });
      await requestLabel(ctx, number, { idemKey: "click-1" });
      assert.deepEqual(
        (await made()).slice(1).map((job) => job.copies).sort(),
        [1, 3],
        "asked for: on each, once",
      );
      await requestLabel(ctx, number, { idemKey: "click-2", copies: 5, moment: { printerId: first } });
      assert.deepEqual((await made()).at(-1), { printer_id: first, copies: 5 });
      await assert.rejects(
        requestLabel(ctx, number, { idemKey: "click-3", templates: ["device", "accessory"] }),
        { message: "no_printer" },
      );
      assert.equal((await made()).length, 4, "a refused click leaves nothing behind");
      await saveRoutes(await admin(), app.branchId, []);
      const { id } = await anOrder(app);
      const asked = await ctx.db.transaction().execute((trx) =>
        requestLabels(trx, ctx, { orderId: id, idemKey: "auto", moment: "auto" })
      );
      assert.deepEqual(asked, { jobIds: [], refusal: "no_printer" });
    });
  },
);

eachDatabase(
  "the matrix is a form that works without scripts and is kept in the audit",
  async (_t, database) => {
    await twoPrinters(database, async ({ app, first, second }) => {
      const admin = await asAdmin(app);
      const page = await admin.page(paths.printRoutes(app.branchId));
      assert.match(page, /Destinos de impresión[\s\S]*Etiqueta de equipo[\s\S]*al recibir el equipo/);
      assert.match(page, /Ninguna impresora de esta sucursal imprime esto todavía/);
      const fields = [...page.matchAll(/name="(routes\.[^"]+\.printer_id)" value="([^"]+)"/g)];
      const at = (printer: string) =>
        fields.find(([, , id]) => id === printer)?.[1]?.split(".").slice(0, 2).join(".") ?? "";
      const cell = (printer: string, on: boolean, copies: string) => ({
        [`${at(printer)}.0.document`]: "label_device",
        [`${at(printer)}.0.printer_id`]: printer,
        ...(on && { [`${at(printer)}.0.on`]: "1" }),
        [`${at(printer)}.0.copies`]: copies,
        [`${at(printer)}.0.auto`]: "1",
      });
      const saved = await admin.post(paths.printRoutes(app.branchId), {
        ...cell(first, false, "1"),
        ...cell(second, true, "2"),
      });
      assert.equal(saved.status, 303);
      assert.equal(saved.headers.get("Location"), paths.printRoutes(app.branchId));
      const routes = await database.db.selectFrom("print_route").select([
        "document",
        "printer_id",
        "copies",
        "auto",
      ])
        .execute();
      assert.deepEqual(routes, [{ document: "label_device", printer_id: second, copies: 2, auto: 1 }]);
      assert.match(await admin.page(paths.audit()), /Cambió qué imprime cada impresora/);
      const nowhere = await admin.post(paths.printRoutes(app.branchId), cell("no-such-printer", true, "1"));
      assert.equal(nowhere.status, 303, "a cell without its printer is no cell");
      const wrong = await admin.post(paths.printRoutes(app.branchId), {
        ...cell(second, true, "2"),
        [`${at(second)}.0.document`]: "receipt_intake",
      });
      assert.equal(wrong.status, 409);
      assert.match(await wrong.text(), /no imprime ese tipo de documento/);
      assert.equal((await admin.get(paths.printRoutes("no-such-branch"))).status, 404);
      const desk = await asReceptionist(app);
      assert.equal((await desk.get(paths.printRoutes(app.branchId))).status, 404);
    });
  },
);

eachDatabase(
  "“use for labels” moves every label row to the printer and keeps copies",
  async (_t, database) => {
    await twoPrinters(database, async ({ app, first, second, asAdmin: admin }) => {
      await saveRoutes(await admin(), app.branchId, [
        { document: "label_device", printerId: first, copies: 2, auto: false },
      ]);
      await makeDefault(await admin(), second);
      const [device] = await routesOf(database.db, app.branchId, "label_device");
      assert.deepEqual([device?.id, device?.copies, device?.auto], [second, 2, 0]);
      assert.equal((await routesOf(database.db, app.branchId, "label_shelf")).length, 1);
    });
  },
);
