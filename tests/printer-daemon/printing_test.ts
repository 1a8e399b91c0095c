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

Deno.test("paper out before a label: not one byte of it leaves, and it prints by itself after the reload", async () => {
  await inShop({ printer: { paperOut: true } }, async ({ server, printer, untilJob }) => {
    server.offer({ id: "j1" });
    await untilJob("j1", "custody");
    await until(() => server.printer("mostrador")?.reason === "paper_out", () => "no paper_out");
    assert.equal(server.printer("mostrador")?.waiting, 1);
    assert.ok(!printer.received().includes("^XA"));
    printer.set({ paperOut: false });
    await untilJob("j1", "printed");
    await until(() => server.printer("mostrador")?.ok === true, () => "not ok again");
    assert.equal(printer.labels.length, 1);
  });
});

for (const silentWhenFaulted of [false, true]) {
  const manner = silentWhenFaulted ? "falls silent" : "says so";
  Deno.test(`paper out in the middle of a label, the printer ${manner}: it is never sent again`, async () => {
    await inShop({ printer: { printMs: 250, silentWhenFaulted } }, async ({ server, printer, untilJob }) => {
      server.offer({ id: "j1" });
      await untilJob("j1", "sending");
      printer.set({ paperOut: true });
      await until(
        () => server.printer("mostrador")?.reason === "paper_out",
        () => `${server.printer("mostrador")?.reason}`,
      );
      assert.equal(server.printer("mostrador")?.inside, 1);
      await new Promise((resolve) => setTimeout(resolve, 400));
      assert.equal(server.jobs.get("j1")?.state, "sending");
      printer.set({ paperOut: false });
      await untilJob("j1", "printed");
      assert.deepEqual(printer.labels.map(({ reprinted }) => reprinted), [true]);
      assert.equal(printer.received().split("^XA").length - 1, 1);
    });
  });
}

Deno.test("head open, ribbon out and the pause button are named, and nothing is sent", async () => {
  await inShop({ printer: { headOpen: true } }, async ({ server, printer }) => {
    server.offer({ id: "j1" });
    const shown = (reason: string) =>
      until(() => server.printer("mostrador")?.reason === reason, () => `no ${reason}`);
    await shown("head_open");
    printer.set({ headOpen: false, ribbonOut: true });
    await shown("ribbon_out");
    printer.set({ ribbonOut: false, paused: true });
    await shown("paused");
    assert.ok(!printer.received().includes("^XA"));
  });
});

Deno.test("a printer that accepts connections and says nothing gets no byte of a label", async () => {
  await inShop({ printer: { silent: true } }, async ({ server, printer, untilJob }) => {
    server.offer({ id: "j1" });
    await until(() => server.printer("mostrador")?.reason === "no_reply", () => "no no_reply");
    assert.ok(!printer.received().includes("^XA"));
    printer.set({ silent: false });
    await untilJob("j1", "printed");
    assert.equal(printer.labels.length, 1);
  });
});

Deno.test("something that is no ZPL printer is asked three times, then left in peace, and gets no label", async () => {
  await inShop(
    { printer: { babble: "HTTP/1.1 400 Bad Request\r\n\r\n" } },
    async ({ server, printer, untilJob }) => {
      server.offer({ id: "j1" });
      await until(() => server.printer("mostrador")?.reason === "not_zpl", () => "no not_zpl");
      await until(() => printer.received().split("~HS").length - 1 >= 3, () => "asked less than three times");
      const asked = printer.received();
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.equal(printer.received(), asked);
      assert.ok(!asked.includes("^XA"));
      printer.set({ babble: null });
      await untilJob("j1", "printed");
    },
  );
});

Deno.test("a printer that is off is reported offline and prints when it comes back", async () => {
  await inShop({}, async ({ server, printer, untilJob }) => {
    await until(() => server.printer("mostrador")?.ok === true, () => "never ok");
    printer.powerOff();
    await until(() => server.printer("mostrador")?.reason === "offline", () => "no offline");
    server.offer({ id: "j1" });
    await untilJob("j1", "custody");
    printer.powerOn();
    await untilJob("j1", "printed");
    assert.equal(printer.labels.length, 1);
  });
});

Deno.test("a printer of another resolution or another serial number gets no label", async () => {
  await inShop({ printer: { dotsPerMm: 12 } }, async ({ server, printer }) => {
    server.offer({ id: "j1" });
    await until(() => server.printer("mostrador")?.reason === "wrong_dpi", () => "no wrong_dpi");
    assert.ok(!printer.received().includes("^XA"));
  });
  await inShop({ printer: { serial: "OTHER" }, entry: { serial: "MINE" } }, async ({ server, printer }) => {
    server.offer({ id: "j1" });
    await until(() => server.printer("mostrador")?.reason === "wrong_printer", () => "no wrong_printer");
    assert.equal(server.printer("mostrador")?.serial, "OTHER");
    assert.ok(!printer.received().includes("^XA"));
  });
});

Deno.test("a connection cut inside the label: the remains are cleared and it comes out once", async () => {
  await inShop({ printer: { breakAfterBytes: 20 } }, async ({ server, printer, untilJob }) => {
    server.offer({ id: "j1" });
    await untilJob("j1", "printed");
    assert.deepEqual(printer.labels.map(({ zpl }) => zpl), [zplOf("j1").trim()]);
    assert.equal(printer.received().split("~JX").length - 1, 1);
    const events = server.jobs.get("j1")?.events ?? [];
    assert.ok(events.some(({ state, reason }) => state === "custody" && reason === "nothing_came_out"));
  });
});

Deno.test("a power cut after two of six copies: four more come out, never eight", async () => {
  await inShop({ printer: { printMs: 60 } }, async ({ server, printer, untilJob }) => {
    server.offer({ id: "j1", copies: 6 });
    await until(() => printer.labels.length === 2, () => "no two labels");
    printer.powerOff();
    await new Promise((resolve) => setTimeout(resolve, 100));
    printer.powerOn();
    await untilJob("j1", "printed");
    assert.equal(printer.labels.length, 6);
    assert.match(printer.labels.at(-1)?.zpl ?? "", /\^PQ4\^XZ$/);
  });
});

Deno.test("a power cut in a printer that does not count: staff are asked, and their answer decides", async () => {
  await inShop({ printer: { printMs: 150, odometer: null } }, async ({ server, printer, untilJob }) => {
    server.offer({ id: "j1" });
    server.offer({ id: "j2" });
    await untilJob("j1", "sending");
    printer.powerOff();
    await untilJob("j1", "unknown");
    assert.equal(server.jobs.get("j1")?.events.at(-1)?.reason, "connection_lost");
    printer.powerOn();
    await untilJob("j2", "printed");
    assert.equal(printer.labels.length, 1, "a doubt does not stop the next label");
    server.command({ id: "c1", do: "reprint", job: "j1" });
    await untilJob("j1", "printed");
    assert.equal(printer.labels.length, 2);
    assert.deepEqual(server.results, [{ id: "c1", ok: true, detail: null }]);
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

Deno.test("a device without a voice ends as sent, never as printed", async () => {
  await inShop(
    { printer: { silent: true }, entry: { status: "none" } },
    async ({ server, printer, untilJob }) => {
      server.offer({ id: "j1" });
      await untilJob("j1", "sent");
      await until(() => printer.labels.length === 1, () => "nothing came out");
      assert.ok(!printer.received().includes("~"));
    },
  );
});
