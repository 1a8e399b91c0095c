import * as z from "zod";
import { Command, Job, type RemoteConfig } from "../src/printing/protocol.ts";
import type { PrinterConfig } from "./config.ts";
import { refusalOf, testContent } from "./language.ts";
import type { LooseAnswer } from "./server.ts";
import type { Spool } from "./spool.ts";
import type { World } from "./world.ts";

interface Desk {
  spool: Spool;
  world: World;
  printers: readonly PrinterConfig[];
  serverNow(): number;
}

const Named = z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) });

/** Takes custody of what an answer brings; true when anything in it was new. */
export async function takeIn(desk: Desk, answer: LooseAnswer): Promise<boolean> {
  let news = false;
  for (const offered of answer.jobs) news = await takeJob(desk, offered) || news;
  for (const id of answer.cancel) {
    const before = desk.spool.job(id)?.state;
    desk.spool.cancel(id, desk.serverNow());
    news = desk.spool.job(id)?.state !== before || news;
  }
  for (const given of answer.commands) news = takeCommand(desk, given) || news;
  return news;
}

async function takeJob({ spool, world, printers, serverNow }: Desk, offered: unknown): Promise<boolean> {
  const named = Named.safeParse(offered);
  if (!named.success) {
    world.log("error", "job_without_id");
    return false;
  }
  const { id } = named.data;
  if (spool.job(id)) {
    spool.remind(id, serverNow());
    return false;
  }
  const job = Job.safeParse(offered);
  if (!job.success) {
    return refuse({ spool, world }, { id, printer: "" }, { reason: "bad_job", at: serverNow() });
  }
  const printer = printers.find(({ key }) => key === job.data.printer);
  const reason = printer ? await refusalOf(job.data, printer) : "no_such_printer";
  if (reason) return refuse({ spool, world }, job.data, { reason, at: serverNow() });
  const taken = spool.take(job.data, serverNow());
  if (taken) world.log("info", "custody", { job: id, printer: job.data.printer });
  return taken;
}

function refuse(
  { spool, world }: Pick<Desk, "spool" | "world">,
  job: { id: string; printer: string },
  why: { reason: Parameters<Spool["refuse"]>[1]; at: number },
): boolean {
  world.log("warn", "job_refused", { job: job.id, reason: why.reason });
  return spool.refuse(job, why.reason, why.at);
}

function takeCommand(desk: Desk, given: unknown): boolean {
  const parsed = Command.safeParse(given);
  if (!parsed.success) {
    desk.world.log("error", "command_not_understood");
    return false;
  }
  const command = parsed.data;
  const { spool, world, serverNow } = desk;
  const target = "job" in command ? command.job : command.printer;
  const wish = command.do === "setup" ? { wish: JSON.stringify(command.setup) } : {};
  if (!spool.commands.take({ id: command.id, do: command.do, target, ...wish }, serverNow())) return false;
  world.log("info", "command", { id: command.id, do: command.do, target });
  if ("job" in command) resolveUnknown(desk, command);
  else commandPrinter(desk, command);
  return true;
}

/** What a person saw decides, and only about a label that nobody else can decide. */
function resolveUnknown({ spool, serverNow }: Desk, command: Extract<Command, { job: string }>): void {
  const job = spool.job(command.job);
  if (job?.state !== "unknown") {
    spool.commands.finish(command.id, { ok: false, detail: job?.state ?? "no_such_job" });
    return;
  }
  const at = serverNow();
  if (command.do === "printed") spool.settle(job.id, { state: "printed", reason: "staff_confirmed", at });
  else spool.settle(job.id, { state: "custody", reason: "staff_reprint", at });
  spool.commands.finish(command.id, { ok: true, detail: null });
}

function commandPrinter(
  { spool, printers, serverNow }: Desk,
  command: Extract<Command, { printer: string }>,
): void {
  const printer = printers.find(({ key }) => key === command.printer);
  if (!printer) return spool.commands.finish(command.id, { ok: false, detail: "no_such_printer" });
  if (command.do === "pause" || command.do === "resume") {
    spool.hold(printer.key, command.do === "pause");
    return spool.commands.finish(command.id, { ok: true, detail: null });
  }
  if (command.do === "calibrate" || command.do === "setup") {
    if (printer.status === "none") spool.commands.finish(command.id, { ok: false, detail: "one_way" });
    return;
  }
  if (command.do === "open_drawer") return;
  if (!takeTest({ spool, printer, id: command.id, now: serverNow() })) {
    spool.commands.finish(command.id, { ok: false, detail: "id_in_use" });
  }
}

/** Puts a test label of our own into the spool; false when the id is in use. */
export function takeTest(
  { spool, printer, id, now }: { spool: Spool; printer: PrinterConfig; id: string; now: number },
): boolean {
  const { key, language } = printer;
  const content = testContent(printer, new Date(now).toISOString());
  const what = { language, content, copies: 1, expiresAt: null };
  return spool.take({ id, printer: key, seq: 0, priority: 9, ...what }, now, true);
}

/** The server's wishes within the daemon's own limits. */
export function settingsOf(
  config: RemoteConfig | undefined,
  defaults: { waitSeconds: number; idleLook: number },
): {
  waitSeconds: number;
  idleLook: number;
} {
  return {
    waitSeconds: config?.waitSeconds ?? defaults.waitSeconds,
    idleLook: config?.statusSeconds === undefined ? defaults.idleLook : config.statusSeconds * 1000,
  };
}
