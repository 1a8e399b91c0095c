import { type Branch, readShop } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { currentTerms } from "../intakes/terms.ts";
import { AppError } from "../lib/app_error.ts";
import type { Batch } from "./batches.ts";
import { seedCounter } from "./counter_work.ts";
import { makeDemoShop } from "./demo_shop.ts";
import { dice } from "./dice.ts";
import { bulkLoad } from "./load.ts";
import { seedNotices } from "./notices.ts";
import { seedParts } from "./parts.ts";
import { saveSums } from "./sums.ts";
import { batchesBeside } from "./thread.ts";
import { recountSince } from "../statistics/state.ts";
import { refreshFigures } from "../statistics/refresh_commands.ts";
import type { Place, SeedShop, SeedStaff } from "./world.ts";

export interface SeedRequest {
  orders: number;
  clients: number;
  seed: number;
}

const COUNTER_SEED = 3;

/**
 * Fills the shop with half a year of work up to `ctx.now`, in bulk: same seed and instant, same data. On an empty database it
 * makes the demo shop first. Each batch is a transaction: a seed that is cut off leaves a shop with fewer orders, all of them
 * whole. Throws `conflict` for a shop without terms in Spanish.
 */
export async function seedShop(
  ctx: Ctx,
  { orders, clients, seed }: SeedRequest,
): Promise<Record<string, unknown>> {
  const started = performance.now();
  const die = dice(seed);
  const isNew = (await readShop(ctx.db)).organization === null;
  if (isNew) await makeDemoShop({ ...ctx, random: die });
  const facts = await readFacts(ctx);
  const places = await readPlaces(ctx.db, facts);
  const sequences = await readSequences(ctx.db);
  const commission = { ...facts, places, sequences, orders, clients, seed: die.between(1, 2 ** 31) };
  const load = bulkLoad();
  let devices = 0;
  for await (const batch of batchesBeside(commission)) {
    await ctx.db.transaction().execute(async (trx) => {
      for (const sheet of batch.sheets) await load(trx, sheet);
      await saveSequences(trx, batch.sequences);
      await saveSums(trx, batch.sums);
    });
    devices += batch.sheets.find(({ table }) => table === "device")?.rows ?? 0;
  }
  const parts = await seedParts({ ...ctx, shop: facts.shop }, places, die.between(1, 2 ** 31));
  // Of its own dice: what is made up before it stays as it was.
  if (isNew && places[0]) await seedCounter({ ...ctx, shop: facts.shop }, places[0], dice(COUNTER_SEED));
  if (isNew) await seedNotices({ ...ctx, shop: facts.shop }, places);
  await recountSince(ctx.db, 0);
  await refreshFigures(ctx);
  ctx.live.changed("shop", ...facts.shop.branches.map((branch) => `board:${branch.id}` as const));
  return {
    orders,
    clients,
    devices,
    parts,
    seed,
    seconds: Math.round((performance.now() - started) / 100) / 10,
  };
}

async function readFacts(ctx: Ctx): Promise<SeedShop> {
  const shop = await readShop(ctx.db);
  const terms = await currentTerms(ctx.db, "es");
  if (!terms) throw new AppError("conflict", { reason: "no_terms" });
  return { shop, terms, now: ctx.now, secretKey: ctx.secretKey };
}

/** Every branch with those who would work there; one without receptionists of its own borrows some. */
async function readPlaces(db: Db, { shop }: SeedShop): Promise<Place[]> {
  const users = await db.selectFrom("user").select(["id", "name", "role", "branch_id"])
    .where("active", "=", 1).orderBy("id").execute();
  const of = (role: string, branch: Branch) => {
    const anywhere = users.filter((user) => user.role === role);
    const here = anywhere.filter((user) => user.branch_id === branch.id);
    return here.length > 0 ? here : anywhere.length > 0 ? anywhere : users;
  };
  const staff = (branch: Branch): SeedStaff => ({
    counter: of("receptionist", branch),
    bench: of("technician", branch),
    admin: of("admin", branch),
  });
  const tills = await db.selectFrom("till").select(["id", "branch_id"]).where("active", "=", 1)
    .orderBy("name").execute();
  const tillsOf = (branch: Branch) =>
    tills.filter((till) => till.branch_id === branch.id).map((till) => till.id);
  return shop.branches.map((branch) => ({ branch, staff: staff(branch), tills: tillsOf(branch) }));
}

/** The next free number of each series. */
async function readSequences(db: Db): Promise<Map<string, number>> {
  const rows = await db.selectFrom("order_sequence").select(["series", "next"]).execute();
  return new Map(rows.map(({ series, next }) => [series, Number(next)]));
}

async function saveSequences(trx: Db, sequences: Batch["sequences"]): Promise<void> {
  for (const sequence of sequences) {
    await trx.insertInto("order_sequence").values(sequence)
      .onConflict((c) => c.columns(["branch_id", "series"]).doUpdateSet({ next: sequence.next })).execute();
  }
}
