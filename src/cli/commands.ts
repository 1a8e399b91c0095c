import { SYSTEM } from "../context.ts";
import { contextOf } from "../http/session.ts";
import type { Services } from "../services.ts";
import type { Command } from "./command.ts";

/** What `deno task admin` can do. Each loads what it needs when it is asked for: all of them together are the whole program. */
const COMMANDS = {
  status: async () => (await import("./commands/status.ts")).status,
  setup: async () => (await import("./commands/setup.ts")).setup,
  "create-user": async () => (await import("./commands/users.ts")).createUser,
  "reset-password": async () => (await import("./commands/users.ts")).resetPassword,
  "reset-two-factors": async () => (await import("./commands/users.ts")).resetTwoFactors,
  "create-token": async () => (await import("./commands/tokens.ts")).createToken,
  "pair-daemon": async () => (await import("./commands/printing.ts")).pairDaemon,
  migrate: async () => (await import("./commands/migrate.ts")).migrate,
  "check-stock": async () => (await import("./commands/stock.ts")).checkStock,
  "rebuild-figures": async () => (await import("./commands/figures.ts")).rebuildFigures,
  "backup-key": async () => (await import("./commands/backup.ts")).backupKey,
  backup: async () => (await import("./commands/backup.ts")).backup,
  drill: async () => (await import("./commands/drill.ts")).drill,
  "verify-audit": async () => (await import("./commands/audit.ts")).verifyAudit,
  dump: async () => (await import("./commands/dump.ts")).dump,
  load: async () => (await import("./commands/dump.ts")).load,
  "import-mapos": async () => (await import("./commands/mapos.ts")).importMapos,
  seed: async () => (await import("./commands/seed.ts")).seed,
} as const satisfies Record<string, () => Promise<Command>>;

export type ConsoleCommand = keyof typeof COMMANDS;

export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS);

export function isConsoleCommand(name: string): name is ConsoleCommand {
  return Object.hasOwn(COMMANDS, name);
}

/** Runs a command as the system. Throws ZodError for input of another shape and AppError for a refusal. */
export async function runConsoleCommand(
  services: Services,
  name: ConsoleCommand,
  input: unknown,
): Promise<Record<string, unknown>> {
  const run = await COMMANDS[name]();
  const ctx = contextOf(services, {
    actor: SYSTEM,
    shop: await services.shop.read(),
    locale: "en",
    requestId: services.random.id(services.clock()),
    ip: "127.0.0.1",
  });
  return await run(ctx, input, services);
}
