import assert from "node:assert/strict";
import { type Line, startLine } from "../support/line.ts";
import { AUTHORITY, CERTIFICATE, KEY } from "../support/certificate.ts";
import { inPlace, outcome } from "./daemon_process.ts";
import { configText, inShop, until } from "./shop.ts";
import { sha256, zplOf } from "./poll_server.ts";

Deno.test("a job that is offered again and again is printed once", async () => {
  await inShop({}, async ({ server, printer, untilJob }) => {
    server.forgetful = true;
    server.offer({ id: "j1" });
    await untilJob("j1", "printed");
    const polls = server.polls.length;
    await until(() => server.polls.length > polls + 2, () => "no more polls");
    assert.equal(printer.labels.length, 1);
  });
});

Deno.test("a job offered again after a restart of the daemon is still known", async () => {
  await inShop({}, async ({ server, printer, untilJob, startDaemon }, daemon) => {
    server.offer({ id: "j1" });
    await untilJob("j1", "printed");
    daemon.stop();
    await daemon.finished;
    server.forgetful = true;
    startDaemon();
    server.offer({ id: "j2" });
    await untilJob("j2", "printed");
    assert.equal(printer.labels.length, 2);
  });
});

Deno.test("a job cancelled before its first byte is not printed", async () => {
  await inShop({ printer: { paperOut: true } }, async ({ server, printer, untilJob }) => {
    server.offer({ id: "j1" });
    server.offer({ id: "j2" });
    await untilJob("j1", "custody");
    server.cancel("j1");
    await untilJob("j1", "cancelled");
    printer.set({ paperOut: false });
    await untilJob("j2", "printed");
    assert.deepEqual(printer.labels.map(({ zpl }) => zpl), [zplOf("j2").trim()]);
  });
});

Deno.test("a cancel that comes after the first byte does not unprint the label", async () => {
  await inShop({ printer: { printMs: 200 } }, async ({ server, printer, untilJob }) => {
    server.offer({ id: "j1" });
    await untilJob("j1", "sending");
    server.cancel("j1");
    await untilJob("j1", "printed");
    assert.equal(printer.labels.length, 1);
  });
});

Deno.test("a job that was cancelled before it ever arrived is never printed, even if offered later", async () => {
  await inShop({}, async ({ server, printer, untilJob }) => {
    server.cancel("j1");
    await until(
      () => server.polls.some(({ events }) => events.some(({ state }) => state === "cancelled")),
      () => "no event",
    );
    server.offer({ id: "j1" });
    server.offer({ id: "j2" });
    await untilJob("j2", "printed");
    assert.equal(printer.labels.length, 1);
  });
});

Deno.test("expiry goes by the server's clock, however wrong the shop's computer is", async () => {
  await inShop({}, async ({ server, printer, untilJob }) => {
    server.clockOffset = -24 * 3600 * 1000;
    await until(() => server.polls.length > 0, () => "no poll");
    await until(() => server.hellos.length > 0, () => "no hello");
    server.offer({ id: "first" });
    await untilJob("first", "printed");
    server.offer({ id: "j1", expiresAt: Date.now() - 23 * 3600 * 1000 });
    await untilJob("j1", "printed");
    assert.equal(printer.labels.length, 2);
    const at = server.jobs.get("j1")?.events.at(-1)?.at ?? 0;
    assert.ok(Math.abs(at - (Date.now() - 24 * 3600 * 1000)) < 60_000);
  });
});

Deno.test("what can never be printed is refused with its reason and stops nothing else", async () => {
  await inShop({}, async ({ server, printer, untilJob }) => {
    server.offer({ id: "corrupt", sha256: sha256("something else") });
    server.offer({ id: "size", content: zplOf("size").replace("^PW456", "^PW800") });
    server.offer({ id: "nobody", printer: "deposito" });
    server.offer({ id: "delete", content: zplOf("x").replace("^PON", "^PON^IDR:*.*") });
    server.offer({ id: "double", content: zplOf("x") + zplOf("y") });
    server.offer({ id: "many", content: zplOf("x", 50), copies: 1 });
    server.offer({ id: "reset", content: zplOf("x").replace("^FS", "~JR^FS") });
    server.offer({ id: "priority", priority: 77 });
    server.offer({ id: "good" });
    await untilJob("good", "printed");
    const reasons = [...server.jobs.values()].map((
      { job, events },
    ) => [job.id, events.at(-1)?.reason ?? null]);
    assert.deepEqual(Object.fromEntries(reasons), {
      corrupt: "corrupt",
      size: "wrong_size",
      nobody: "no_such_printer",
      delete: "bad_format",
      double: "bad_format",
      many: "bad_format",
      reset: "bad_format",
      priority: "bad_job",
      good: null,
    });
    assert.equal(printer.labels.length, 1);
  });
});

Deno.test("a daemon that is fenced off later keeps printing what it holds", async () => {
  await inShop({ printer: { paperOut: true } }, async ({ server, printer, untilJob, log }) => {
    server.offer({ id: "j1" });
    await untilJob("j1", "custody");
    server.mode = "fenced";
    printer.set({ paperOut: false });
    await until(() => printer.labels.length === 1, () => "nothing printed");
    await until(() => log.some((line) => line.includes("server_fenced")), () => "not fenced");
    const hellos = server.hellos.length;
    server.mode = "open";
    await untilJob("j1", "printed");
    assert.ok(server.hellos.length > hellos, "it says hello again before it polls");
  });
});

Deno.test("the same instance comes back after a restart, with a new boot", async () => {
  await inShop({}, async ({ server, startDaemon }, first) => {
    await until(() => server.hellos.length === 1, () => "no hello");
    first.stop();
    await first.finished;
    startDaemon();
    await until(() => server.hellos.length === 2, () => "no second hello");
    const [one, two] = server.hellos;
    assert.equal(one?.instance, two?.instance);
    assert.notEqual(one?.bootId, two?.bootId);
  });
});

Deno.test("a pause holds the queue across a restart until staff resume it", async () => {
  await inShop({}, async ({ server, printer, untilJob, startDaemon }, daemon) => {
    server.command({ id: "c1", do: "pause", printer: "mostrador" });
    await until(() => server.printer("mostrador")?.reason === "held", () => "not held");
    server.offer({ id: "j1" });
    await untilJob("j1", "custody");
    daemon.stop();
    await daemon.finished;
    startDaemon();
    await until(
      () => server.hellos.length === 2 && server.printer("mostrador")?.reason === "held",
      () => "not held",
    );
    assert.ok(!printer.received().includes("^XA"));
    server.command({ id: "c2", do: "resume", printer: "mostrador" });
    await untilJob("j1", "printed");
  });
});

Deno.test("the test button prints one label of the printer's own size and reports it", async () => {
  await inShop({}, async ({ server, printer }) => {
    server.command({ id: "c1", do: "test", printer: "mostrador" });
    await until(() => server.results.length === 1, () => "no result");
    assert.deepEqual(server.results, [{ id: "c1", ok: true, detail: "printed" }]);
    assert.match(printer.labels[0]?.zpl ?? "", /\^PW456\^LL256/);
    assert.equal(printer.labels.length, 1);
  });
});

Deno.test("calibrate is done once; a command for a printer or a label that is not there says so", async () => {
  await inShop({}, async ({ server, printer }) => {
    server.command({ id: "c1", do: "calibrate", printer: "mostrador" });
    server.command({ id: "c2", do: "test", printer: "nowhere" });
    server.command({ id: "c3", do: "reprint", job: "nothing" });
    await until(() => server.results.length === 3, () => JSON.stringify(server.results));
    await until(() => printer.calibrations() === 1, () => "not calibrated");
    const details = Object.fromEntries(server.results.map(({ id, ok, detail }) => [id, [ok, detail]]));
    assert.deepEqual(details, {
      c1: [true, null],
      c2: [false, "no_such_printer"],
      c3: [false, "no_such_job"],
    });
  });
});

Deno.test("setting up the media is sent once, heard, and followed by measuring the labels", async () => {
  await inShop({}, async ({ server, printer, untilJob }) => {
    const setup = { media: "mark", transfer: "ribbon", darkness: 7, speed: 4 } as const;
    server.command({ id: "c1", do: "setup", printer: "mostrador", setup });
    await until(() => server.results.length === 1, () => JSON.stringify(server.results));
    assert.deepEqual(server.results, [{ id: "c1", ok: true, detail: null }]);
    await until(() => printer.calibrations() === 1, () => "not calibrated");
    assert.deepEqual(printer.setups, ["^XA^MNM^MTT~SD07^PR4^JZY^JUS^XZ"]);
    server.offer({ id: "j1" });
    await untilJob("j1", "printed");
    assert.equal(printer.labels.length, 1, "a set-up is no label");
  });
});

Deno.test("the media of a printer without paper is set up when it has some again", async () => {
  await inShop({ printer: { paperOut: true } }, async ({ server, printer }) => {
    await until(() => server.printer("mostrador")?.reason === "paper_out", () => "not told");
    const setup = { media: "gap", transfer: "direct", darkness: 30, speed: 14 } as const;
    server.command({ id: "c1", do: "setup", printer: "mostrador", setup });
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.deepEqual([printer.setups, server.results], [[], []]);
    printer.set({ paperOut: false });
    await until(() => server.results.length === 1, () => "no result");
    assert.deepEqual(printer.setups, ["^XA^MNY^MTD~SD30^PR14^JZY^JUS^XZ"]);
  });
});

Deno.test("a change of the printer is told to the server at once, not at the end of the long poll", async () => {
  await inShop({}, async ({ server, printer }) => {
    server.longest = 25;
    await until(() => server.printer("mostrador")?.ok === true, () => "not ok");
    await until(() => server.polls.at(-1)?.wait !== 0, () => "no long poll");
    const began = Date.now();
    printer.set({ paperOut: true });
    await until(() => server.printer("mostrador")?.reason === "paper_out", () => "not told");
    assert.ok(Date.now() - began < 10_000, "the long poll of this server lasts 25 seconds");
  });
});

Deno.test("a warning comes and goes while the printer prints on", async () => {
  await inShop({}, async ({ server, printer, untilPrinter }) => {
    await untilPrinter(null);
    const warned = () => server.printer("mostrador")?.warnings.join();
    printer.set({ paperLow: true });
    await until(() => warned() === "paper_low", () => `it warns of ${warned()}`);
    assert.equal(server.printer("mostrador")?.ok, true);
    printer.set({ paperLow: false });
    await until(() => warned() === "", () => `it warns of ${warned()}`);
  });
});

Deno.test("a printer that counts gets no label while its counter stays untold", async () => {
  const timing = { variableReply: 60 };
  await inShop({ timing }, async ({ server, printer, untilJob, untilPrinter }) => {
    await untilPrinter(null);
    printer.set({ muteCounter: true });
    server.offer({ id: "j1" });
    await untilPrinter("no_reply");
    assert.equal(server.jobs.get("j1")?.state, "custody");
    assert.ok(!printer.received().includes("^XA"));
    printer.set({ muteCounter: false });
    await untilJob("j1", "printed");
    assert.equal(printer.labels.length, 1);
  });
});

Deno.test("a counter that is not told at the end of a label is asked for again, nothing is sent again", async () => {
  const shop = { timing: { variableReply: 60 }, printer: { printMs: 150 } };
  await inShop(shop, async ({ server, printer, untilJob, untilPrinter }) => {
    server.offer({ id: "j1" });
    await until(() => printer.received().includes("^XZ"), () => "nothing was sent");
    printer.set({ muteCounter: true });
    await untilPrinter("no_reply");
    assert.equal(server.jobs.get("j1")?.state, "sending");
    printer.set({ muteCounter: false });
    await untilJob("j1", "printed");
    assert.equal(server.jobs.get("j1")?.events.at(-1)?.reason, "after_interruption");
    assert.equal(printer.labels.length, 1);
  });
});

Deno.test("a printer that told its serial number once gets no label before it tells it again", async () => {
  await inShop({ timing: { variableReply: 60 } }, async ({ server, printer, untilJob, untilPrinter }) => {
    await untilPrinter(null);
    printer.powerOff();
    await untilPrinter("offline");
    printer.set({ muteSerial: true });
    await printer.powerOn();
    server.offer({ id: "j1" });
    await untilPrinter("no_reply");
    assert.ok(!printer.received().includes("^XA"));
    printer.set({ muteSerial: false });
    await untilJob("j1", "printed");
  });
});

Deno.test("a printer too old for variables is known by the older question for its serial number", async () => {
  const old = { muteVariables: true, serial: "41A06440023" };
  const timing = { variableReply: 60 };
  const entry = { serial: "41A06440023" };
  await inShop({ printer: old, entry, timing }, async ({ server, printer, untilJob, untilPrinter }) => {
    server.offer({ id: "j1" });
    await untilJob("j1", "printed");
    assert.equal(server.printer("mostrador")?.serial, "41A06440023");
    printer.powerOff();
    await untilPrinter("offline");
    printer.replaceBy({ serial: "OTHER" });
    await printer.powerOn();
    await untilPrinter("wrong_printer");
  });
});

Deno.test("a counter that does not move although the printer says it is done is a question for staff", async () => {
  await inShop({ printer: { stuckOdometer: true } }, async ({ server, printer, untilJob }) => {
    server.offer({ id: "j1" });
    await untilJob("j1", "unknown");
    assert.equal(server.jobs.get("j1")?.events.at(-1)?.reason, "no_evidence");
    assert.equal(printer.labels.length, 1);
  });
});

Deno.test("no log line carries the token or the text of a label", async () => {
  await inShop({}, async ({ server, untilJob, log }) => {
    server.offer({ id: "j1", content: zplOf("Mariana Rivadavia") });
    await untilJob("j1", "printed");
    assert.ok(log.length >= 3);
    assert.ok(
      !log.some((line) => line.includes(server.token) || line.includes("Mariana") || line.includes("^XA")),
    );
  });
});

Deno.test("a network that swallows everything for a while costs no label, and nobody has to do anything when it is back", async () => {
  let line: Line | undefined;
  const shop = {
    printer: { printMs: 100 },
    timing: { serverAnswer: 1_000 },
    by: (port: number) => (line ??= startLine(port)).port,
  };
  await inShop(shop, async ({ server, printer, untilJob, log }) => {
    await using cable = line ?? assert.fail("no line");
    server.waitSeconds = 1;
    await until(() => server.polls.some(({ wait }) => wait === 1), () => "not told to wait for less");
    for (const id of ["j1", "j2"]) server.offer({ id });
    await untilJob("j1", "sending");
    cable.cut();
    const failures = () => log.filter((entry) => entry.includes("server_unreachable")).length;
    await until(() => printer.labels.length === 2 || failures() > 0, () => "nothing at all");
    server.offer({ id: "j3" });
    await until(() => failures() >= 3, () => log.join("\n"));
    assert.ok(!printer.labels.some(({ zpl }) => zpl.includes("j3")));
    cable.mend();
    const heard = failures();
    for (const id of ["j1", "j2", "j3"]) await untilJob(id, "printed");
    assert.equal(printer.labels.length, 3, "each once");
    assert.ok(failures() - heard <= 3, "what was under way at the return, and no more, is asked in vain");
  });
});

Deno.test("each question has a connection of its own that can be given up: HTTP/1.1, also where HTTP/2 is to be had", async () => {
  const listener = Deno.listenTls({
    hostname: "127.0.0.1",
    port: 0,
    cert: CERTIFICATE,
    key: KEY,
    alpnProtocols: ["h2", "http/1.1"],
  });
  const { port } = listener.addr;
  const spoken = (async () => {
    using connection = await listener.accept();
    const { alpnProtocol } = await connection.handshake();
    await connection.read(new Uint8Array(4_096));
    await connection.write(
      new TextEncoder().encode("HTTP/1.1 422 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
    );
    return alpnProtocol;
  })();
  await inPlace(configText({ server: `https://localhost:${port}`, port: 1 }), async (place) => {
    await Deno.writeTextFile(`${place.dir}/token`, "rpd_" + "t".repeat(43));
    await Deno.writeTextFile(`${place.dir}/authority.pem`, AUTHORITY);
    const env = { DENO_CERT: `${place.dir}/authority.pem` };
    const { out } = await outcome(place, ["check"], { net: "127.0.0.1,localhost", env });
    assert.match(out, /answers and knows the key/);
  });
  assert.equal(await spoken, "http/1.1");
  listener.close();
});
