import { z } from "zod";
import { branchOf } from "../admin/shop.ts";
import { headText, readHead } from "../audit/chain.ts";
import { watchAudit } from "../audit/check_commands.ts";
import { checkAudit } from "../audit/verify_queries.ts";
import { auditAnchors } from "../backups/anchors.ts";
import { takeBackup } from "../backups/commands.ts";
import { drillNewest } from "../backups/drill.ts";
import { makeBackupKey } from "../backups/key_commands.ts";
import { backupTools } from "../backups/tools.ts";
import { emailAddress, newPassword } from "../auth/input.ts";
import { hashChosenPassword } from "../auth/new_password.ts";
import { resetSecondFactor } from "../auth/second_factor_commands.ts";
import { hashPassword } from "../auth/passwords.ts";
import { type Ctx, SYSTEM } from "../context.ts";
import { contextOf } from "../http/session.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { requiredLine } from "../lib/form.ts";
import { dumpToFile } from "../dump/commands.ts";
import { loadDump } from "../dump/load.ts";
import { importMapos } from "../mapos/bring.ts";
import { mendStock, stockDifferences } from "../parts/stock_check.ts";
import { pairDaemon } from "../printing/pairing.ts";
import { seedShop } from "../seed/seed.ts";
import type { Services } from "../services.ts";
import { setUpShop } from "../setup/commands.ts";
import { recountFigures } from "../statistics/recount_commands.ts";
import { refreshFigures } from "../statistics/refresh_commands.ts";
import { Setup } from "../setup/input.ts";
import { createToken } from "../tokens/commands.ts";
import { API_SCOPES } from "../tokens/scope.ts";
import { createUser, initialPassword, resetPassword } from "../users/commands.ts";
import { ROLES } from "../users/role.ts";

const branch = z.string().optional();

/** As a report or this command told it. */
const auditHead = z.string().transform((text, check) => {
  const head = readHead(text);
  if (!head) {
    check.addIssue({ code: "custom", message: "a number and 64 hex digits, as a report tells them" });
  }
  return head ?? z.NEVER;
});

/** What `deno task admin` can do. Every result is a flat JSON object; secrets that it holds are shown this once. */
const COMMANDS = {
  status: command(z.object({}), async (ctx) => {
    const { organization, branches } = ctx.shop;
    const { orders } = await ctx.db.selectFrom("order_count")
      .select((q) => q.fn.coalesce(q.fn.sum<number>("orders"), q.val(0)).as("orders"))
      .executeTakeFirstOrThrow();
    return {
      shop: organization?.name ?? null,
      branches: branches.map(({ code }) => code),
      orders: Number(orders),
      url: ctx.baseUrl,
    };
  }),
  setup: command(
    Setup.omit({ code: true }).extend({ password: newPassword.optional() }),
    async (ctx, input) => {
      const initial = input.password === undefined ? initialPassword(ctx.random) : null;
      const passwordHash = input.password === undefined
        ? await hashPassword(initial ?? "")
        : await hashChosenPassword(ctx, {
          password: input.password,
          about: [input.email, input.name, input.shop],
        });
      const { userId } = await setUpShop(ctx, {
        ...input,
        passwordHash,
        mustChangePassword: initial !== null,
      });
      return { user_id: userId, shop: input.shop, email: input.email, initial_password: initial };
    },
  ),
  "create-user": command(
    z.object({
      email: emailAddress,
      name: requiredLine(80),
      role: z.enum(ROLES, { error: "required" }),
      branch,
      password: newPassword.optional(),
    }),
    async (ctx, input) => await createUser(ctx, { ...input, branch_id: branchId(ctx, input.branch) }),
  ),
  "reset-password": command(
    z.object({ email: emailAddress, password: newPassword.optional() }),
    async (ctx, input) => await resetPassword(ctx, input),
  ),
  "reset-two-factors": command(
    z.object({ email: emailAddress }),
    async (ctx, { email }) => {
      const user = await ctx.db.selectFrom("user").select("id").where("email", "=", email).executeTakeFirst();
      if (!user) throw notFound("no_such_user");
      await resetSecondFactor(ctx, user.id);
      return { email };
    },
  ),
  "create-token": command(
    z.object({
      name: requiredLine(80),
      scopes: z.array(z.enum(API_SCOPES, { error: "invalid" }), { error: "required" }).min(1),
      expires_in_days: z.number().int().min(1).max(3650).optional(),
    }),
    async (ctx, input) => await createToken(ctx, input),
  ),
  "pair-daemon": command(
    z.object({ name: requiredLine(60), branch }),
    async (ctx, input) => ({
      code: await pairDaemon(ctx, { name: input.name, branchId: branchId(ctx, input.branch) }),
    }),
  ),
  // The server that is asked has migrated when it started; without one see `here_or_there.ts`.
  migrate: command(z.object({}), () => Promise.resolve({ applied: [] })),
  "check-stock": command(z.object({ mend: z.boolean().default(false) }), async (ctx, { mend }) => {
    const wrong = await stockDifferences(ctx.db);
    const mended = mend ? await mendStock(ctx, wrong) : [];
    return {
      differences: wrong.map(({ sku, branchId, cached, moved, aside, pieces }) =>
        `${sku} at ${branchOf(ctx.shop, branchId).code}: ${cached.onHand / 1000} on hand and ${
          cached.reserved / 1000
        } reserved, moves come to ${moved.onHand / 1000} and ${moved.reserved / 1000}, orders hold ${
          aside / 1000
        }${pieces === null ? "" : `, pieces with a serial are ${pieces / 1000}`}`
      ),
      mended: mended.length,
    };
  }),
  "rebuild-figures": command(z.object({}), async (ctx) => {
    const { orders, wrong } = await recountFigures(ctx);
    await refreshFigures(ctx);
    return { orders, mended: wrong.length };
  }),
  "backup-key": command(z.object({}), async (ctx) => ({ ...await makeBackupKey(ctx) })),
  backup: command(z.object({}), async (ctx, _, services) => {
    const taken = await takeBackup(ctx, backupTools(services.config, services.version));
    const { name, store_error } = taken;
    if (store_error !== "") {
      throw new Error(`The backup ${name} is kept here, but not outside: ${store_error}`);
    }
    return { ...taken };
  }),
  drill: command(z.object({}), async (ctx, _, services) => {
    const drilled = await drillNewest(ctx, backupTools(services.config, services.version));
    if (!drilled) throw conflict("backup_none");
    if (!drilled.ok) throw new Error(`The backup ${drilled.name} could not be restored: ${drilled.error}`);
    return { ...drilled };
  }),
  "verify-audit": command(z.object({ head: auditHead.optional() }), async (ctx, asked, services) => {
    const anchors = await auditAnchors(backupTools(services.config, services.version), ctx.secretKey);
    // What somebody typed rings no alarm by itself.
    const { events, head, anchors: compared, faults } = asked.head
      ? await checkAudit(ctx.db, [...anchors, { ...asked.head, from: "", at: ctx.now }])
      : await watchAudit(ctx, anchors);
    if (faults.length > 0) {
      const lines = faults.map(({ kind, seq, eventId }) =>
        `${kind} at ${seq ?? "no place"}${eventId ? `: ${eventId}` : ""}`
      );
      throw new Error(`The audit log was tampered with:\n${lines.join("\n")}`);
    }
    return { events, head: head && headText(head), heads_compared: compared };
  }),
  dump: command(
    z.object({ file: z.string().min(1) }),
    async (ctx, { file }) => ({ ...await dumpToFile(ctx, file) }),
  ),
  load: command(
    z.object({ file: z.string().min(1), another_key: z.boolean().default(false) }),
    async (ctx, { file, another_key }) => ({ ...await loadDump(ctx, file, { anotherKey: another_key }) }),
  ),
  "import-mapos": command(
    z.object({
      file: z.string().min(1),
      branch,
      finished: z.enum(["ready", "delivered"]).default("delivered"),
      write: z.boolean().default(false),
    }),
    async (ctx, { file, finished, write, branch }) => {
      const place = branchOf(ctx.shop, branchId(ctx, branch));
      return { ...await importMapos(ctx, { path: file, branch: place, finished, write }) };
    },
  ),
  seed: command(
    z.object({
      orders: z.coerce.number().int().min(0).max(1_000_000).default(600),
      clients: z.coerce.number().int().min(1).max(500_000).default(200),
      seed: z.coerce.number().int().default(1),
    }),
    async (ctx, input) => await seedShop(ctx, input),
  ),
} as const;

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
  const ctx = contextOf(services, {
    actor: SYSTEM,
    shop: await services.shop.read(),
    locale: "en",
    requestId: services.random.id(services.clock()),
    ip: "127.0.0.1",
  });
  return await COMMANDS[name](ctx, input, services);
}

type Run = (ctx: Ctx, input: unknown, services: Services) => Promise<Record<string, unknown>>;

function command<S extends z.ZodType>(
  schema: S,
  run: (ctx: Ctx, input: z.output<S>, services: Services) => Promise<Record<string, unknown>>,
): Run {
  return (ctx, input, services) => run(ctx, schema.parse(input), services);
}

/** The branch of a code, or the first open one. */
function branchId(ctx: Ctx, code: string | undefined): string {
  const found = ctx.shop.branches.find((one) =>
    one.active && (code === undefined || one.code === code.toUpperCase())
  );
  if (!found) throw notFound("no_such_branch");
  return found.id;
}
