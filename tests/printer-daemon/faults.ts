import assert from "node:assert/strict";
import { Fenced } from "../../printer-daemon/agent.ts";
import { MOST_JITTER } from "../../printer-daemon/printer_loop.ts";
import type { Timing } from "../../printer-daemon/timing.ts";
import { AGENT_SILENT_MS, agentState, POLL_WAIT_SECONDS, SILENCE_LOOK_MS } from "../../src/printing/agent.ts";
import type { Fault } from "./fault_stage.ts";
import { zplOf } from "./poll_server.ts";
import { until } from "./shop.ts";

/** A report goes out at once; this much is the network and a busy server. */
const ON_THE_WAY = 500;

const idleThen = (wait: (timing: Timing) => number) => (timing: Timing) =>
  timing.idleLook + wait(timing) + ON_THE_WAY;
const byLook = idleThen(() => 0);
const bySilence = idleThen((timing) => timing.statusReply + timing.errorReply);
/** Of a printer that comes back: the longest pause between two tries, and its first answers. */
const onReturn = (timing: Timing) => timing.retryMost * MOST_JITTER + ON_THE_WAY;
const watching = (timing: Timing) => timing.look + timing.statusReply + timing.errorReply + ON_THE_WAY;

/** Every row of the table, in its order. */
export const FAULTS: readonly Fault[] = [
  {
    name: "printer off, connecting is refused",
    does: "sends nothing, tries again after 0.2 to 3 s for ever; other printers print on",
    shows: { printer: "offline" },
    within: byLook,
    shop: { also: {} },
    async play({ printer, other, server, strike, seen, untilPrinter, untilJob }) {
      await untilPrinter(null);
      await strike(() => printer.powerOff());
      await seen();
      server.offer({ id: "j1" });
      server.offer({ id: "j2", printer: "deposito" });
      await untilJob("j2", "printed");
      assert.equal(other?.labels.length, 1);
      assert.equal(server.jobs.get("j1")?.state, "custody");
      await until(() => server.printer("mostrador")?.waiting === 1, () => "not counted as waiting");
      await printer.powerOn();
      await untilJob("j1", "printed");
      assert.equal(printer.labels.length, 1);
    },
  },
  {
    name: "unplugged: no answer to a SYN",
    does: "gives up connecting after 1.5 s, then as above",
    shows: { printer: "offline" },
    within: idleThen((timing) => timing.connect),
    shop: { also: {} },
    async play({ printer, other, server, strike, seen, untilPrinter, untilJob }) {
      await untilPrinter(null);
      await strike(() => printer.vanish("plug"));
      await seen();
      server.offer({ id: "j1" });
      server.offer({ id: "j2", printer: "deposito" });
      await untilJob("j2", "printed");
      assert.equal(other?.labels.length, 1);
      await printer.comeBack();
      await untilJob("j1", "printed");
      assert.equal(printer.labels.length, 1);
    },
  },
  {
    name: "accepts connections, never reads",
    does: "closes when the question is not answered in time; no byte of a label leaves",
    shows: { printer: "no_reply" },
    within: bySilence,
    async play({ printer, server, strike, seen, untilPrinter, untilJob, meanwhile, sendings }) {
      await untilPrinter(null);
      await strike(() => printer.set({ deaf: true }));
      await seen();
      server.offer({ id: "j1" });
      await untilJob("j1", "custody");
      await meanwhile();
      printer.set({ deaf: false });
      await untilJob("j1", "printed");
      assert.equal(printer.labels.length, 1);
      assert.equal(sendings(), 1);
    },
  },
  {
    name: "half open: the cable is pulled in the label, without a FIN",
    does: "sends nothing again; back on the network, the counter shows that the label came out meanwhile",
    shows: { printer: "no_reply" },
    within: watching,
    shop: { printer: { printMs: 400 } },
    async play({ printer, server, strike, seen, untilJob, sendings }) {
      server.offer({ id: "j1" });
      await untilJob("j1", "sending");
      await until(() => sendings() === 1, () => "nothing was sent");
      await strike(() => printer.vanish("cable"));
      await seen();
      await until(() => printer.labels.length === 1, () => "the printer had it all");
      await printer.comeBack();
      await untilJob("j1", "printed");
      assert.equal(printer.labels.length, 1);
      assert.equal(sendings(), 1);
    },
  },
  {
    name: "half open: the plug is pulled in the label, without a FIN",
    does: "waits; back with power and the same count, the label is sent once more",
    shows: { printer: "no_reply" },
    within: watching,
    shop: { printer: { printMs: 400 } },
    async play({ printer, server, strike, seen, untilJob, untilPrinter, sendings }) {
      server.offer({ id: "j1" });
      await untilJob("j1", "sending");
      await until(() => sendings() === 1, () => "nothing was sent");
      await strike(() => printer.vanish("plug"));
      await seen();
      await untilPrinter("offline");
      assert.equal(server.jobs.get("j1")?.state, "sending");
      await printer.comeBack();
      await untilJob("j1", "printed");
      assert.equal(printer.labels.length, 1);
    },
  },
  {
    name: "paper out before the label",
    does: "holds it and asks again every 0.3 s; prints by itself after the reload",
    shows: { printer: "paper_out" },
    within: byLook,
    async play({ printer, server, strike, seen, untilPrinter, untilJob, meanwhile, sendings }) {
      await untilPrinter(null);
      await strike(() => printer.set({ paperOut: true }));
      await seen();
      server.offer({ id: "j1" });
      await untilJob("j1", "custody");
      await until(() => server.printer("mostrador")?.waiting === 1, () => "not counted as waiting");
      await meanwhile();
      assert.equal(sendings(), 0);
      printer.set({ paperOut: false });
      await untilJob("j1", "printed");
      await untilPrinter(null);
      assert.equal(printer.labels.length, 1);
    },
  },
  ...(["paperOut", "ribbonOut", "headOpen"] as const).map((flag): Fault => ({
    name: { paperOut: "paper out", ribbonOut: "ribbon out", headOpen: "lid or head open" }[flag] +
      " in the label",
    does: "keeps asking, never sends again: the printer repeats the spoiled label by itself",
    shows: {
      printer: ({ paperOut: "paper_out", ribbonOut: "ribbon_out", headOpen: "head_open" } as const)[flag],
    },
    within: watching,
    shop: { printer: { printMs: 400 } },
    async play({ printer, server, strike, seen, untilJob, untilPrinter, meanwhile, sendings }) {
      server.offer({ id: "j1" });
      await untilJob("j1", "sending");
      await until(() => sendings() === 1, () => "nothing was sent");
      await strike(() => printer.set({ [flag]: true }));
      await seen();
      assert.equal(server.printer("mostrador")?.inside, 1);
      await meanwhile();
      assert.equal(server.jobs.get("j1")?.state, "sending");
      printer.set({ [flag]: false });
      await untilJob("j1", "printed");
      await untilPrinter(null);
      assert.deepEqual(printer.labels.map(({ reprinted }) => reprinted), [true]);
      assert.equal(sendings(), 1);
    },
  })),
  {
    name: "silent while it has a fault",
    does: "asks ~HQES as well; silence is a fault, nothing is sent again",
    shows: { printer: "no_reply" },
    within: watching,
    shop: { printer: { printMs: 400, silentWhenFaulted: true, answersErrors: false } },
    async play({ printer, server, strike, seen, untilJob, sendings }) {
      server.offer({ id: "j1" });
      await untilJob("j1", "sending");
      await until(() => sendings() === 1, () => "nothing was sent");
      await strike(() => printer.set({ paperOut: true }));
      await seen();
      printer.set({ paperOut: false });
      await untilJob("j1", "printed");
      assert.equal(sendings(), 1);
      assert.equal(printer.labels.length, 1);
    },
  },
  {
    name: "too hot, ~HS silent, ~HQES answers",
    does: "holds; the second question names the fault",
    shows: { printer: "over_temperature" },
    within: bySilence,
    shop: { printer: { silentWhenFaulted: true } },
    async play({ printer, server, strike, seen, untilPrinter, untilJob, sendings }) {
      await untilPrinter(null);
      await strike(() => printer.set({ overTemperature: true }));
      await seen();
      server.offer({ id: "j1" });
      await untilJob("j1", "custody");
      assert.equal(sendings(), 0);
      printer.set({ overTemperature: false });
      await untilJob("j1", "printed");
    },
  },
  {
    name: "paused at the printer",
    does: "holds",
    shows: { printer: "paused" },
    within: byLook,
    async play({ printer, server, strike, seen, untilPrinter, untilJob, sendings }) {
      await untilPrinter(null);
      await strike(() => printer.set({ paused: true }));
      await seen();
      server.offer({ id: "j1" });
      await untilJob("j1", "custody");
      assert.equal(sendings(), 0);
      printer.set({ paused: false });
      await untilJob("j1", "printed");
    },
  },
  ...(["close", "reset"] as const).map((how): Fault => ({
    name: `connection ${how === "close" ? "closed (FIN)" : "reset (RST)"} inside the label`,
    does: "~JX when two looks show half a format that can be ours, then the counter decides: sent once more",
    shows: { job: "printed", reason: "after_interruption" },
    shop: { printer: { breakAfterBytes: 20, breakHow: how } },
    async play({ printer, server, strike, seen }) {
      await strike(() => server.offer({ id: "j1" }));
      await seen();
      assert.deepEqual(printer.labels.map(({ zpl }) => zpl), [zplOf("j1").trim()]);
      assert.equal(printer.received().split("~JX").length - 1, 1);
      const events = server.jobs.get("j1")?.events ?? [];
      assert.ok(events.some(({ state, reason }) => state === "custody" && reason === "nothing_came_out"));
    },
  })),
  {
    name: "power cut after 2 of 6 copies",
    does: "prints 4 more, never 8",
    shows: { job: "printed", reason: "after_interruption" },
    shop: { printer: { printMs: 150 } },
    async play({ printer, server, strike, seen, untilJob, untilPrinter }) {
      server.offer({ id: "j1", copies: 6 });
      await until(() => printer.labels.length === 2, () => "no two labels");
      printer.powerOff();
      await untilPrinter("offline");
      await strike(() => printer.powerOn());
      await seen();
      await untilJob("j1", "printed");
      assert.equal(printer.labels.length, 6);
      assert.match(printer.labels.at(-1)?.zpl ?? "", /\^PQ4\^XZ$/);
    },
  },
  {
    name: "power cut in the label, the printer does not count",
    does: "asks staff; the next label is not held up by it",
    shows: { job: "unknown", reason: "connection_lost" },
    within: (timing) => timing.look + timing.statusReply + timing.errorReply + ON_THE_WAY,
    shop: { printer: { printMs: 400, odometer: null } },
    async play({ printer, server, strike, seen, untilJob, sendings }) {
      server.offer({ id: "j1" });
      server.offer({ id: "j2" });
      await untilJob("j1", "sending");
      await until(() => sendings() === 1, () => "nothing was sent");
      await strike(() => printer.powerOff());
      await seen();
      await printer.powerOn();
      await untilJob("j2", "printed");
      assert.equal(printer.labels.length, 1);
      server.command({ id: "c1", do: "reprint", job: "j1" });
      await untilJob("j1", "printed");
      assert.equal(printer.labels.length, 2);
      assert.deepEqual(server.results, [{ id: "c1", ok: true, detail: null }]);
    },
  },
  {
    name: "not in ZPL mode, or something else answers",
    does: "asks three times, then every 30 s; no byte of a label leaves",
    shows: { printer: "not_zpl" },
    within: bySilence,
    async play({ printer, server, strike, seen, timing, untilPrinter, untilJob, sendings }) {
      await untilPrinter(null);
      await strike(() => printer.set({ babble: "HTTP/1.1 400 Bad Request\r\n\r\n" }));
      await seen();
      server.offer({ id: "j1" });
      const asked = () => printer.received().split("~HS").length;
      let before = -1;
      await until(
        () => {
          const settled = asked() === before;
          before = asked();
          return settled;
        },
        () => "it is never left in peace",
        { ms: 60_000, every: Math.min(timing.notZpl / 2, 6_000) },
      );
      assert.equal(sendings(), 0);
      printer.set({ babble: null });
      await untilJob("j1", "printed");
    },
  },
  {
    name: "another computer prints",
    does: "waits until the printer is idle",
    shows: { printer: "busy" },
    within: byLook,
    shop: { printer: { printMs: 700 } },
    async play({ printer, server, strike, seen, untilPrinter, untilJob }) {
      await untilPrinter(null);
      const pc = await printer.otherComputer();
      await strike(async () => {
        await pc.send(zplOf("theirs", 5));
        pc.hangUp();
      });
      await seen();
      server.offer({ id: "j1" });
      await untilJob("j1", "printed");
      assert.deepEqual(printer.labels.map(({ copy }) => copy), [1, 2, 3, 4, 5, 1], "after all of theirs");
    },
  },
  {
    name: "another computer holds the port, a second connection waits",
    does: "waits; no byte of a label leaves; its own connection is closed as soon as the printer is idle",
    shows: { printer: "no_reply" },
    within: bySilence,
    async play({ printer, server, strike, seen, untilPrinter, untilJob, sendings }) {
      await untilPrinter(null);
      let pc = await printer.otherComputer();
      await strike(() => pc.send(" "));
      await seen();
      server.offer({ id: "j1" });
      await untilJob("j1", "custody");
      assert.equal(sendings(), 0);
      pc.hangUp();
      await untilJob("j1", "printed");
      const idleAt = performance.now();
      pc = await printer.otherComputer();
      await pc.send(zplOf("theirs"));
      await until(() => printer.labels.length === 2, () => "the port is not free");
      assert.ok(performance.now() - idleAt < 1_000, "the port is free within a second");
      pc.hangUp();
    },
  },
  {
    name: "another computer holds the port, a second connection is closed",
    does: "as above",
    shows: { printer: "busy" },
    within: byLook,
    shop: { printer: { whenBusy: "close" } },
    async play({ printer, server, strike, seen, untilPrinter, untilJob, sendings }) {
      await untilPrinter(null);
      const pc = await printer.otherComputer();
      await strike(() => pc.send(" "));
      await seen();
      server.offer({ id: "j1" });
      await untilJob("j1", "custody");
      assert.equal(sendings(), 0);
      pc.hangUp();
      await untilJob("j1", "printed");
    },
  },
  {
    name: "a device without a voice",
    does: "writes, ends the connection in order, asks nothing",
    shows: { job: "sent" },
    shop: { printer: { silent: true }, entry: { status: "none" } },
    async play({ printer, server, strike, seen }) {
      await strike(() => server.offer({ id: "j1" }));
      await seen();
      await until(() => printer.labels.length === 1, () => "nothing came out");
      assert.ok(!printer.received().includes("~"));
    },
  },
  {
    name: "the daemon's computer is off",
    does: "takes up its spool when it is back; the counter decides about the label in between",
    shows: { agent: "away" },
    within: () => AGENT_SILENT_MS + SILENCE_LOOK_MS,
    shop: { printer: { printMs: 400 }, timing: { drain: 0 } },
    async play({ printer, server, daemon, startDaemon, untilJob }) {
      server.offer({ id: "j1" });
      server.offer({ id: "j2" });
      await untilJob("j1", "sending");
      daemon.stop();
      await daemon.finished;
      const silent = (ms: number) => agentState({ last_seen_at: 0, revoked_at: null }, ms);
      assert.equal(silent(POLL_WAIT_SECONDS * 1000), "connected", "a poll that waits is no silence");
      assert.equal(silent(AGENT_SILENT_MS + 1), "away");
      startDaemon();
      for (const id of ["j1", "j2"]) await untilJob(id, "printed");
      assert.equal(printer.labels.length, 2);
    },
  },
  {
    name: "no internet, or the server is down",
    does: "prints its spool and reports the true times later",
    shows: { nothing: true },
    shop: { printer: { printMs: 80 } },
    async play({ printer, server, untilJob, meanwhile }) {
      for (const id of ["j1", "j2", "j3"]) server.offer({ id });
      await untilJob("j1", "sending");
      server.mode = "down";
      await until(() => printer.labels.length === 3, () => `${printer.labels.length} labels`);
      await meanwhile();
      assert.notEqual(server.jobs.get("j3")?.state, "printed");
      const reopened = Date.now();
      server.mode = "open";
      for (const id of ["j1", "j2", "j3"]) await untilJob(id, "printed");
      const at = server.jobs.get("j3")?.events.at(-1)?.at ?? Infinity;
      assert.ok(at < reopened, "the event carries the time of the label, not of the report");
    },
  },
  {
    name: "a second daemon with the same key",
    does: "is refused (409) while the first is alive, gives up and exits with code 3",
    shows: { nothing: true },
    async play({ server, dir, daemon, startDaemon, untilPrinter }) {
      await untilPrinter(null);
      daemon.stop();
      await daemon.finished;
      await Deno.remove(`${dir}/spool`, { recursive: true });
      server.mode = "fenced";
      await assert.rejects(startDaemon().finished, Fenced);
    },
  },
  {
    name: "the key was revoked",
    does: "prints its spool to the end, takes nothing new; its log and local page say so",
    shows: { nothing: true },
    shop: { printer: { paperOut: true } },
    async play({ printer, server, untilJob, lines }) {
      server.offer({ id: "j1" });
      await untilJob("j1", "custody");
      server.mode = "revoked";
      server.offer({ id: "j2" });
      printer.set({ paperOut: false });
      await until(() => printer.labels.length === 1, () => "the spool was not printed");
      await until(() => lines().some((line) => line.includes("server_refused")), () => "nothing in the log");
      assert.equal(server.jobs.get("j2")?.state, "queued");
      server.mode = "open";
      for (const id of ["j1", "j2"]) await untilJob(id, "printed");
    },
  },
  {
    name: "the label waited too long",
    does: "lets it expire unprinted, by the server's clock",
    shows: { job: "expired", reason: "too_old" },
    within: byLook,
    shop: { printer: { paperOut: true } },
    async play({ printer, server, strike, seen, untilJob, untilPrinter, sendings }) {
      await untilPrinter("paper_out");
      await strike(() => server.offer({ id: "j1", expiresAt: Date.now() + 100 }));
      await seen();
      printer.set({ paperOut: false });
      await untilPrinter(null);
      assert.equal(sendings(), 0);
      server.offer({ id: "j2" });
      await untilJob("j2", "printed");
    },
  },
  {
    name: "a label of another size",
    does: "refuses it; the others print on",
    shows: { job: "failed", reason: "wrong_size" },
    async play({ printer, server, strike, seen, untilJob }) {
      await strike(() =>
        server.offer({ id: "j1", content: zplOf("x").replace("^PW456^LL256", "^PW800^LL400") })
      );
      await seen();
      server.offer({ id: "j2" });
      await untilJob("j2", "printed");
      assert.equal(printer.labels.length, 1);
    },
  },
  {
    name: "a printer of another resolution",
    does: "compares the answer to ~HI with the configuration; holds",
    shows: { printer: "wrong_dpi" },
    within: onReturn,
    async play({ printer, server, strike, seen, untilPrinter, untilJob, sendings }) {
      await untilPrinter(null);
      printer.powerOff();
      await untilPrinter("offline");
      printer.replaceBy({ dotsPerMm: 12 });
      await strike(() => printer.powerOn());
      await seen();
      server.offer({ id: "j1" });
      await untilJob("j1", "custody");
      assert.equal(sendings(), 0);
    },
  },
  {
    name: "another printer at the address",
    does: "compares its serial number with the configured or the first seen one; holds",
    shows: { printer: "wrong_printer" },
    within: onReturn,
    async play({ printer, server, strike, seen, untilPrinter, untilJob, sendings }) {
      await untilPrinter(null);
      printer.powerOff();
      await untilPrinter("offline");
      printer.replaceBy({ serial: "OTHER" });
      await strike(() => printer.powerOn());
      await seen();
      assert.equal(server.printer("mostrador")?.serial, "OTHER");
      server.offer({ id: "j1" });
      await untilJob("j1", "custody");
      assert.equal(sendings(), 0);
      printer.powerOff();
      printer.replaceBy({ serial: "D2J204700001" });
      await printer.powerOn();
      await untilJob("j1", "printed");
    },
  },
];
