import assert from "node:assert/strict";
import { inShop, until } from "./shop.ts";
import { zplOf } from "./poll_server.ts";

Deno.test("a label comes out once, exactly as the server wrote it, and the printer's counter is the proof", async () => {
  await inShop({}, async ({ server, printer, untilJob }) => {
    server.offer({ id: "j1" });
    await untilJob("j1", "printed");
    assert.deepEqual(printer.labels.map(({ zpl }) => zpl), [zplOf("j1").trim()]);
    const events = server.jobs.get("j1")?.events ?? [];
    assert.deepEqual(events.map(({ state, attempt }) => [state, attempt]), [["custody", 0], ["sending", 1], [
      "printed",
      1,
    ]]);
    assert.deepEqual(events.at(-1)?.evidence, { odoBefore: 1000, odoAfter: 1001, bytes: zplOf("j1").length });
  });
});

Deno.test("labels of one printer come out by priority and then in order, one after the other", async () => {
  await inShop({ printer: { paperOut: true } }, async ({ server, printer, untilJob }) => {
    server.offer({ id: "late", seq: 3 });
    server.offer({ id: "early", seq: 2 });
    server.offer({ id: "urgent", seq: 9, priority: 9 });
    for (const id of ["late", "early", "urgent"]) await untilJob(id, "custody");
    printer.set({ paperOut: false });
    for (const id of ["late", "early", "urgent"]) await untilJob(id, "printed");
    assert.deepEqual(printer.labels.map(({ zpl }) => /FD(\w+)/.exec(zpl)?.[1]), ["urgent", "early", "late"]);
  });
});

Deno.test("a printer that does not count its labels still confirms them on one living connection", async () => {
  await inShop({ printer: { odometer: null } }, async ({ server, printer, untilJob }) => {
    server.offer({ id: "j1", copies: 2 });
    await untilJob("j1", "printed");
    assert.equal(printer.labels.length, 2);
    assert.equal(server.jobs.get("j1")?.events.at(-1)?.evidence?.odoAfter, null);
  });
});

Deno.test("a printer with another serial number than the configured one gets no label", async () => {
  await inShop({ printer: { serial: "OTHER" }, entry: { serial: "MINE" } }, async (shop) => {
    const { server, printer, untilPrinter } = shop;
    server.offer({ id: "j1" });
    await untilPrinter("wrong_printer");
    assert.equal(server.printer("mostrador")?.serial, "OTHER");
    assert.ok(!printer.received().includes("^XA"));
  });
});

Deno.test("the printer first seen at an address stays the right one across a restart", async () => {
  await inShop({}, async ({ server, printer, untilPrinter, untilJob, startDaemon }, first) => {
    await untilPrinter(null);
    first.stop();
    await first.finished;
    printer.replaceBy({ serial: "OTHER" });
    startDaemon();
    server.offer({ id: "j1" });
    await untilPrinter("wrong_printer");
    assert.ok(!printer.received().includes("^XA"));
    printer.replaceBy({ serial: "D2J204700001" });
    await untilJob("j1", "printed");
  });
});

Deno.test("staff say that a doubtful label came out: it is printed and not sent again", async () => {
  await inShop({ printer: { printMs: 150, odometer: null } }, async ({ server, printer, untilJob }) => {
    server.offer({ id: "j1" });
    await untilJob("j1", "sending");
    printer.powerOff();
    await untilJob("j1", "unknown");
    printer.powerOn();
    server.command({ id: "c1", do: "printed", job: "j1" });
    await untilJob("j1", "printed");
    assert.equal(server.jobs.get("j1")?.events.at(-1)?.reason, "staff_confirmed");
    await until(() => server.printer("mostrador")?.ok === true, () => "not ok");
    assert.equal(printer.labels.length, 0);
  });
});
