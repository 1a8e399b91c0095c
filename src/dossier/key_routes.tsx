import { type Context, Hono } from "hono";
import { z } from "zod";
import { RetireKeyPage } from "../../views/dossier/retire.tsx";
import { dossierText } from "../../views/dossier/text.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { type FieldErrors, notFound } from "../lib/app_error.ts";
import { dayStart } from "../lib/dates.ts";
import { check, nest, tick, typedText } from "../lib/form.ts";
import { refusedFields } from "../lib/refused.ts";
import { fingerprint } from "../lib/seal.ts";
import { paths } from "../paths.ts";

import { retireSigningKey } from "./key_commands.ts";
import { KEYS_FORMAT } from "./keys_file.ts";
import { publicSigningKeys } from "./signing_key.ts";

/** The keys that sign order files. Mounted at `/admin/constancias`, for who manages the settings. */
export const signingKeyRoutes = new Hono<Env>()
  .get("/llaves.json", async (c) => {
    const { ctx, viewer } = c.var;
    const instant = (at: number | null) => at === null ? null : new Date(at).toISOString();
    const keys = (await publicSigningKeys(ctx.db)).map((key) => ({
      algorithm: "Ed25519",
      public_key: key.publicKey,
      fingerprint: fingerprint(key.publicKey),
      created_at: instant(key.createdAt),
      retired_at: instant(key.retiredAt),
      leaked_from: instant(key.leakedFrom),
    }));
    const told = { format: KEYS_FORMAT, version: 1, shop: viewer.shop.name, told_at: instant(ctx.now), keys };
    return c.body(JSON.stringify(told, null, 2), 200, {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": `attachment; filename="llaves.json"`,
    });
  })
  .get("/llaves/:id", async (c) => await page(c))
  .post("/llaves/:id", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(retirement({ timeZone: viewer.timeZone, now: ctx.now }), nest(await c.req.formData()));
    const errors = form.ok
      ? await refusedFields(retireSigningKey(ctx, id, { leakedFrom: form.data.leaked_from }))
      : form.errors;
    if (errors) return await page(c, { typed: typedText(form.typed, "leaked_from"), errors });
    return answer(c, { to: paths.certificates(), toast: dossierText[viewer.locale].retire.done });
  });

/** A day of the branch, which may be left out as a key is retired. */
function retirement({ timeZone, now }: { timeZone: string; now: number }) {
  const day = z.iso.date({ error: "date" }).transform((text) => dayStart(text, timeZone))
    .refine((at) => at <= now, { error: "date_future" });
  const blank = z.literal("").transform(() => null);
  return z.object({ retires: tick, leaked_from: z.union([blank, day], { error: "date" }).default(null) })
    .refine(({ retires, leaked_from }) => retires || leaked_from !== null, {
      error: "required",
      path: ["leaked_from"],
    });
}

async function keyOf(c: Context<Env>) {
  const id = c.req.param("id");
  const key = (await publicSigningKeys(c.var.ctx.db)).find((one) => one.id === id);
  if (!key) throw notFound();
  return key;
}

async function page(
  c: Context<Env>,
  again: { typed: string; errors: FieldErrors } = { typed: "", errors: {} },
) {
  const status = Object.keys(again.errors).length > 0 ? 422 : 200;
  return c.html(<RetireKeyPage viewer={c.var.viewer} signingKey={await keyOf(c)} {...again} />, status);
}
