import type { Db } from "../db/open.ts";
import type { FieldErrors } from "../lib/app_error.ts";
import { check, type Typed } from "../lib/form.ts";
import { moneyField } from "../lib/money.ts";
import { quantityField } from "../lib/quantity.ts";
import { addPart, savePart, shopCurrency } from "../parts/commands.ts";
import { newPart, partEdit } from "../parts/input.ts";
import { partCode } from "../parts/part.ts";
import type { Cells } from "./import.ts";
import { type JudgeRow, type RowWorld, sameAs } from "./row.ts";
import { truthOf, unitOf } from "./words.ts";

/** A part by its code: added, or changed where the file says something new. Stock is moved by nobody but the shop. */
export const judgePart: JudgeRow = async (trx, world, { cells, digest, known }) => {
  const sku = partCode(cells.sku ?? "");
  const part = await trx.selectFrom("part").select(["id", "version"]).where("sku", "=", sku)
    .executeTakeFirst();
  if (part && known?.digest === digest) return sameAs(part.id);
  const before = part ? await typedOfPart(trx, world, part.id) : { active: "1", unit: "unit" };
  const { typed, problems } = typedOf(cells, before);
  const figures = { locale: world.locale, currency: shopCurrency(world.ctx) };
  const { ctx } = world;
  const ean = typed.ean === "" ? undefined : await trx.selectFrom("part").select("id")
    .where("ean", "=", String(typed.ean)).executeTakeFirst();
  if (ean && ean.id !== part?.id) problems.ean ??= { code: "part_ean_taken" };
  if (part) {
    const form = check(partEdit(figures), { ...typed, version: String(part.version) });
    if (!form.ok) return { problems: { ...form.errors, ...problems } };
    if (Object.keys(problems).length > 0) return { problems };
    return {
      outcome: "changed",
      async write() {
        await savePart(trx, ctx, part.id, form.data);
        return part.id;
      },
    };
  }
  const form = check(newPart(figures), { ...typed, form_key: ctx.random.id(ctx.now) });
  if (!form.ok) return { problems: { ...form.errors, ...problems } };
  if (Object.keys(problems).length > 0) return { problems };
  return { outcome: "made", write: async () => (await addPart(trx, ctx, form.data)).id };
};

function typedOf(cells: Cells, before: Typed): { typed: Typed; problems: FieldErrors } {
  const problems: FieldErrors = {};
  const { unit, serialised, active, models, ean, ...others } = cells;
  const typed: Typed = { ean: "", ...before, ...others };
  if (ean !== undefined) typed.ean = ean.replace(/[\s-]/g, "");
  if (models !== undefined) typed.models = models.split(/[,;|\n]/).join("\n");
  if (unit) {
    const code = unitOf(unit);
    if (code) typed.unit = code;
    else problems.unit = { code: "import_unit" };
  }
  for (const [field, written] of [["serialised", serialised], ["active", active]] as const) {
    if (written === undefined || written === "") continue;
    const truth = truthOf(written);
    if (truth === null) problems[field] = { code: "import_truth" };
    else typed[field] = truth ? "1" : "";
  }
  return { typed, problems };
}

/** A part as its form holds it, so that a file without some columns leaves those as they are. Costs stay unless the file has them. */
async function typedOfPart(trx: Db, { locale, branch, ctx }: RowWorld, id: string): Promise<Typed> {
  const part = await trx.selectFrom("part")
    .leftJoin(
      "stock_balance",
      (join) =>
        join.onRef("stock_balance.part_id", "=", "part.id").on("stock_balance.branch_id", "=", branch.id),
    )
    .leftJoin("stock_location", "stock_location.id", "stock_balance.location_id")
    .select(["part.ean", "part.name", "part.description", "part.category", "part.unit", "part.price_minor"])
    .select(["part.serialised", "part.active", "stock_balance.minimum", "stock_location.code as location"])
    .where("part.id", "=", id).executeTakeFirstOrThrow();
  const models = await trx.selectFrom("part_model").select("model").where("part_id", "=", id)
    .orderBy("position").execute();
  return {
    ean: part.ean,
    name: part.name,
    description: part.description,
    category: part.category,
    unit: part.unit,
    price: moneyField(part.price_minor, { currency: shopCurrency(ctx), locale }),
    serialised: part.serialised === 1 ? "1" : "",
    active: part.active === 1 ? "1" : "",
    models: models.map(({ model }) => model).join("\n"),
    minimum: quantityField(part.minimum ?? 0, locale),
    location: part.location ?? "",
  };
}
