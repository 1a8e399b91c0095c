import { type Context, Hono } from "hono";
import { BulkPage, BulkResultPage, type ReturnedBulk } from "../../views/orders/bulk.tsx";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { refusedFields } from "../lib/refused.ts";
import type { BulkOutcome, BulkWish } from "./bulk.ts";
import { actInBulk, undoInBulk } from "./bulk_commands.ts";
import { bulkInput, bulkUndoInput, bulkWish } from "./bulk_input.ts";
import { previewBulk } from "./bulk_queries.ts";
import { moveInput } from "./input.ts";
import { readRepairers } from "./queries.ts";
import type { Move } from "./transition.ts";

/** What can be done with several orders at once, first shown and then done. Mounted at `/ordenes/lote`. */
export const bulkRoutes = new Hono<Env>()
  .use(may("orders.edit"))
  .get("/", async (c) => {
    const wish = bulkWish(new URL(c.req.url).searchParams);
    if (!wish) throw nothingChosen();
    return c.html(await preview(c, wish));
  })
  .post("/", async (c) => {
    const { ctx, viewer } = c.var;
    const typed = nest(await c.req.formData());
    const form = check(bulkInput, typed);
    if (!form.ok) throw nothingChosen();
    const { accion: act, orders, tecnico, form_key: key } = form.data;
    const technicianId = tecnico === "" ? null : tecnico;
    const moving = act === "move" ? check(moveInput({ timeZone: viewer.timeZone }), typed) : null;
    const move: Move | null = moving?.ok ? moving.data : null;
    const wish = { act, to: move?.to ?? null, technicianId, numbers: orders.map(({ number }) => number) };
    if (moving && !moving.ok) return await again(c, wish, { typed, errors: moving.errors });
    let outcomes: BulkOutcome[] = [];
    const errors = await refusedFields(
      actInBulk(ctx, { act, orders, move, technicianId, key }).then((done) => outcomes = done),
    );
    if (errors) return await again(c, wish, { typed, errors });
    return c.html(<BulkResultPage viewer={viewer} act={act} to={wish.to} outcomes={outcomes} />);
  })
  .post("/reversion", async (c) => {
    const { ctx, viewer } = c.var;
    const form = check(bulkUndoInput, nest(await c.req.formData()));
    if (!form.ok) throw nothingChosen();
    const outcomes = await undoInBulk(ctx, form.data.orden);
    return c.html(<BulkResultPage viewer={viewer} act="undo" to={null} outcomes={outcomes} />);
  });

function nothingChosen(): AppError {
  return new AppError("invalid", { reason: "no_orders_chosen" });
}

async function preview(c: Context<Env>, wish: BulkWish, returned?: ReturnedBulk) {
  const { ctx, viewer } = c.var;
  const [{ lines, asks }, repairers] = await Promise.all([previewBulk(ctx, wish), readRepairers(ctx)]);
  const technician = repairers.find(({ id }) => id === wish.technicianId)?.name ?? null;
  const formKey = returned?.formKey ?? ctx.random.id(ctx.now);
  return <BulkPage {...{ viewer, wish, lines, asks, technician, repairers, formKey, returned }} />;
}

/** The page with what was typed and what is wrong. */
async function again(
  c: Context<Env>,
  wish: BulkWish,
  { typed, errors }: { typed: Typed; errors: FieldErrors },
): Promise<Response> {
  const formKey = typeof typed.form_key === "string" ? typed.form_key : "";
  return await c.html(await preview(c, wish, { typed, errors, formKey }), 422);
}
