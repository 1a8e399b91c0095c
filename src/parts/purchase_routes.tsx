import { type Context, Hono } from "hono";
import { PurchasePage, type PurchaseProps } from "../../views/parts/purchase.tsx";
import { PurchasesPage } from "../../views/parts/purchases.tsx";
import { ReplenishPage } from "../../views/parts/replenish.tsx";
import { partText } from "../../views/parts/text.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { check, cursorParam, nest, type Typed } from "../lib/form.ts";
import { refusedFields } from "../lib/refused.ts";
import { paths } from "../paths.ts";
import { printsDocument } from "../printing/routing.ts";
import { shopCurrency } from "./commands.ts";
import {
  addPurchaseLine,
  closePurchase,
  fillPurchase,
  receivePurchase,
  savePurchase,
  startPurchase,
} from "./purchase_commands.ts";
import { newPurchase, purchaseEdit, purchaseLine, purchaseReceipt, replenishment } from "./purchase_input.ts";
import { getPurchase, listPurchases, openPurchases, partsToReplenish } from "./purchase_queries.ts";

/** What is bought, by one's own branch. Mounted at `/repuestos`, before the pages of the parts. */
export const purchaseRoutes = new Hono<Env>()
  .use("/reponer", may("parts.manage"), may("purchases.read"))
  .use("/compras/*", may("parts.manage"), may("purchases.read"))
  .get("/reponer", async (c) => c.html(await replenishPage(c)))
  .post("/reponer", async (c) => {
    const { ctx, viewer } = c.var;
    const typed = nest(await c.req.formData());
    const form = check(replenishment(viewer), typed);
    if (!form.ok) return c.html(await replenishPage(c, { typed, errors: form.errors }), 422);
    const filling = fillPurchase(ctx, form.data);
    const errors = await refusedFields(filling);
    if (errors) return c.html(await replenishPage(c, { typed, errors }), 422);
    const { id } = await filling;
    return answer(c, { to: paths.purchase(id), toast: partText[viewer.locale].replenish.added });
  })
  .get("/compras", async (c) => c.html(await purchasesPage(c)))
  .post("/compras", async (c) => {
    const { ctx, viewer } = c.var;
    const typed = nest(await c.req.formData());
    const form = check(newPurchase, typed);
    if (!form.ok) return c.html(await purchasesPage(c, { typed, errors: form.errors }), 422);
    const { id } = await startPurchase(ctx, form.data);
    return answer(c, { to: paths.purchase(id), toast: partText[viewer.locale].purchases.started });
  })
  .get("/compras/:id", async (c) => c.html(await purchasePage(c, c.req.param("id"))))
  .post("/compras/:id", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const typed = nest(await c.req.formData());
    const form = check(purchaseEdit(viewer), typed);
    try {
      const errors = form.ok ? await refusedFields(savePurchase(ctx, id, form.data)) : form.errors;
      if (errors) return await again(c, id, { form: "edit", typed, errors });
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "purchase_changed") throw refusal;
      return c.html(await purchasePage(c, id, { conflict: true, typed }), 409);
    }
    const { marked, saved } = partText[viewer.locale].purchase;
    return answer(c, { to: paths.purchase(id), toast: typed.act === "order" ? marked : saved });
  })
  .post("/compras/:id/renglones", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const typed = nest(await c.req.formData());
    const form = check(purchaseLine(viewer), typed);
    const errors = form.ok ? await refusedFields(addPurchaseLine(ctx, id, form.data)) : form.errors;
    if (errors) return await again(c, id, { form: "line", typed, errors });
    return answer(c, { to: paths.purchase(id), toast: partText[viewer.locale].purchase.added });
  })
  .post("/compras/:id/recepcion", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const typed = nest(await c.req.formData());
    const form = check(purchaseReceipt({ locale: viewer.locale, currency: shopCurrency(ctx) }), typed);
    const errors = form.ok ? await refusedFields(receivePurchase(ctx, id, form.data)) : form.errors;
    if (errors) return await again(c, id, { form: "receipt", typed, errors });
    return answer(c, { to: paths.purchase(id), toast: partText[viewer.locale].purchase.receivedToast });
  })
  .post("/compras/:id/cierre", async (c) => {
    const id = c.req.param("id");
    await closePurchase(c.var.ctx, id);
    return answer(c, {
      to: paths.purchase(id),
      toast: partText[c.var.viewer.locale].purchase.closedToast,
    });
  });

interface Sent {
  typed: Typed;
  errors: FieldErrors;
}

async function replenishPage(c: Context<Env>, sent?: Sent) {
  const { ctx, viewer } = c.var;
  const branchId = branchIdOf(c);
  const [{ rows, more }, open] = await Promise.all([
    partsToReplenish(ctx, branchId),
    openPurchases(ctx, branchId),
  ]);
  return <ReplenishPage {...{ viewer, rows, more, open, ...sent }} formKey={ctx.random.id(ctx.now)} />;
}

async function purchasesPage(c: Context<Env>, sent?: Sent) {
  const { ctx, viewer } = c.var;
  const after = cursorParam.parse(c.req.query("desde"));
  const { rows, next } = await listPurchases(ctx, branchIdOf(c), after);
  const page = { viewer, rows, next, older: after !== undefined, ...sent };
  return <PurchasesPage {...page} formKey={ctx.random.id(ctx.now)} />;
}

async function again(c: Context<Env>, id: string, returned: PurchaseProps["returned"]): Promise<Response> {
  return await c.html(await purchasePage(c, id, { returned }), 422);
}

async function purchasePage(
  c: Context<Env>,
  id: string,
  { returned, conflict, typed }: {
    returned?: PurchaseProps["returned"];
    conflict?: boolean;
    typed?: Typed;
  } = {},
) {
  const { ctx, viewer } = c.var;
  const branchId = branchIdOf(c);
  const [purchase, prints] = await Promise.all([
    getPurchase(ctx, id, branchId),
    printsDocument(ctx.db, branchId, "label_part"),
  ]);
  const shown = { viewer, purchase, prints, currency: shopCurrency(ctx), conflict };
  const came = returned ?? (typed && { form: "edit" as const, typed, errors: {} });
  return <PurchasePage {...shown} returned={came} formKey={ctx.random.id(ctx.now)} />;
}

function branchIdOf(c: Context<Env>): string {
  return c.var.viewer.branch?.id ?? "";
}
