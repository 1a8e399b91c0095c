import { editSettings } from "../admin/commands.ts";
import { sectionVersion } from "../admin/settings.ts";
import { readShop } from "../admin/shop.ts";
import { hashPassword } from "../auth/passwords.ts";
import { addFirstTill } from "../cash/first_till.ts";
import type { Ctx } from "../context.ts";
import { openStockroom } from "../parts/locations.ts";
import type { LineKind } from "../quotes/quote.ts";
import type { TemplateLine } from "../quotes/template.ts";
import { setUpShop } from "../setup/commands.ts";
import { addUser } from "../users/commands.ts";
import { seedBench } from "./bench.ts";
import { dice } from "./dice.ts";
import { DEMO_ADMIN, DEMO_PASSWORD, DEMO_STAFF } from "./demo_users.ts";

/** The demo shop with two branches and nine users; only on an empty database. */
export async function makeDemoShop(ctx: Ctx): Promise<void> {
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const { userId } = await setUpShop(ctx, {
    shop: "Servicio Técnico Norte",
    tax_id: "30-71234567-9",
    address: "Av. Corrientes 3456, Buenos Aires",
    phone: "+54 11 4567-8900",
    shop_email: "taller@demo.example",
    time_zone: "America/Argentina/Buenos_Aires",
    currency: "ARS",
    locale: "es",
    country: "AR",
    branch_code: "S01",
    branch_name: "Casa central",
    name: "Ana Quiroga",
    email: DEMO_ADMIN,
    passwordHash,
  });
  await ctx.db.transaction().execute(async (trx) => {
    const first = await trx.selectFrom("branch").selectAll().executeTakeFirstOrThrow();
    const second = {
      ...first,
      id: ctx.random.id(ctx.now),
      code: "S02",
      name: "Sucursal Oeste",
      address: "Av. Rivadavia 14200, Ramos Mejía",
      phone: "+54 11 4658-2200",
    };
    await trx.insertInto("branch").values(second).execute();
    await openStockroom(trx, ctx, second.id);
    await addFirstTill(trx, ctx, { branchId: second.id, locale: "es" });
    // Of its own dice: what is made up after it stays as it was.
    const till = { id: dice(2).id(ctx.now), branch_id: first.id, name: "Caja 2", printer_id: null };
    await trx.insertInto("till").values({ ...till, active: 1, created_at: ctx.now, version: 1 }).execute();
    await seedBench(trx, { now: ctx.now, by: userId });
    for (const { role, name, email, branch } of DEMO_STAFF) {
      const branchId = branch === 0 ? first.id : second.id;
      await addUser(trx, ctx, {
        role,
        name,
        email,
        branchId,
        passwordHash,
        locale: "es",
        mustChangePassword: false,
      });
    }
    await trx.insertInto("quote_template").values(TEMPLATES.map(([name, ...lines]) => ({
      id: ctx.random.id(ctx.now),
      name,
      lines_json: JSON.stringify(lines.map(lineOf)),
      active: 1,
      created_at: ctx.now,
      created_by: userId,
      updated_at: ctx.now,
      version: 1,
    }))).execute();
  });
  await demandNotices({ ...ctx, random: dice(5) });
  ctx.live.changed("shop");
}

/** What a client is told before a device that waits is declared abandoned. */
async function demandNotices(ctx: Ctx): Promise<void> {
  const { settings } = await readShop(ctx.db);
  const changes = { abandonment_notices: [30, 60, 80] };
  await editSettings(ctx, { section: "mostrador", version: sectionVersion(settings, "mostrador"), changes });
}

type Line = [kind: LineKind, description: string, price: number];

/** Jobs that come again and again; prices in pesos. */
const TEMPLATES: [string, ...Line[]][] = [
  ["Cambio de pantalla", ["part", "Pantalla con marco", 85_000], ["labour", "Colocación y prueba", 18_000]],
  ["Cambio de batería", ["part", "Batería", 32_000], ["labour", "Colocación", 9_000]],
  ["Limpieza de notebook", ["labour", "Limpieza interna y pasta térmica", 28_000]],
  ["Revisión sin reparación", ["fee", "Diagnóstico", 8_000]],
];

function lineOf([kind, description, price]: Line): TemplateLine {
  return { kind, description, quantity: 1_000, unitMinor: price * 100, taxRate: 0, partId: null };
}
