import { type Context, Hono } from "hono";
import { blankPart, partDifferences, typedPart } from "../../views/parts/differences.ts";
import { EditPartPage, NewPartPage } from "../../views/parts/form.tsx";
import { PartList, PartListPage } from "../../views/parts/list.tsx";
import { PartPage } from "../../views/parts/page.tsx";
import type { StockForm } from "../../views/parts/stock_forms.tsx";
import { partText } from "../../views/parts/text.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer, wantsFragment } from "../http/htmx.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { check, nest, type Parsed, type Typed } from "../lib/form.ts";
import { refusedFields } from "../lib/refused.ts";
import { paths } from "../paths.ts";
import { printLooseLabel } from "../printing/loose_label_commands.ts";
import { printsDocument } from "../printing/routing.ts";
import { createPart, editPart, shopCurrency } from "./commands.ts";
import { partFilter } from "./filter.ts";
import { newPart, partEdit } from "./input.ts";
import { partLabel } from "./label.ts";
import { labelWish } from "./label_input.ts";
import { categories, countLow, getPart, listParts, nextSku, type PartDetail } from "./queries.ts";
import { countStock, receiveStock, scrapStock } from "./stock_commands.ts";
import { type Counting, countInput, receiptInput, scrapInput } from "./stock_input.ts";
import { partComing, partHolders, partMoves, partUnits } from "./stock_queries.ts";

/** The catalogue and the page of one part. Purchases are in `purchase_routes.tsx`. */
export const partRoutes = new Hono<Env>()
  .use(may("parts.read"))
  .use("/nuevo", may("parts.manage"))
  .use("/:id/editar", may("parts.manage"))
  .use("/:id/recepcion", may("parts.manage"))
  .use("/:id/recuento", may("parts.manage"))
  .use("/:id/descarte", may("parts.manage"))
  .use("/:id/etiquetas", may("labels.print"))
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const filter = partFilter(c.req.query());
    const branchId = branchIdOf(c);
    const page = await listParts(ctx, filter, branchId);
    if (wantsFragment(c)) {
      c.header("Vary", "HX-Request");
      return c.html(<PartList viewer={viewer} filter={filter} page={page} />);
    }
    const [known, low] = await Promise.all([categories(ctx), countLow(ctx, branchId)]);
    c.header("Vary", "HX-Request");
    return c.html(<PartListPage {...{ viewer, filter, page, low }} categories={known} />);
  })
  .get("/nuevo", async (c) => {
    const { ctx } = c.var;
    const name = (c.req.query("nombre") ?? "").slice(0, 120);
    const blank = blankPart({ formKey: ctx.random.id(ctx.now), sku: await nextSku(ctx), name });
    return c.html(<NewPartPage {...await formProps(c, blank)} />);
  })
  .post("/nuevo", async (c) => {
    const { ctx, viewer } = c.var;
    const typed = nest(await c.req.formData());
    const form = check(newPart({ locale: viewer.locale, currency: shopCurrency(ctx) }), typed);
    if (!form.ok) return c.html(<NewPartPage {...await formProps(c, typed, form.errors)} />, 422);
    const made: { id?: string } = {};
    const errors = await refusedFields(createPart(ctx, form.data).then(({ id }) => made.id = id));
    if (errors) return c.html(<NewPartPage {...await formProps(c, typed, errors)} />, 422);
    return answer(c, { to: paths.part(made.id ?? ""), toast: partText[viewer.locale].form.created });
  })
  .get("/:id", async (c) => c.html(await partPage(c, await getPart(c.var.ctx, c.req.param("id")))))
  .get("/:id/editar", async (c) => {
    const part = await getPart(c.var.ctx, c.req.param("id"));
    return c.html(<EditPartPage part={part} {...await formProps(c, typedPart(c.var.viewer, part))} />);
  })
  .post("/:id/editar", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const typed = nest(await c.req.formData());
    const part = await getPart(ctx, id);
    const form = check(partEdit({ locale: viewer.locale, currency: shopCurrency(ctx) }), typed);
    try {
      const errors = form.ok ? await refusedFields(editPart(ctx, id, form.data)) : form.errors;
      if (errors) return c.html(<EditPartPage part={part} {...await formProps(c, typed, errors)} />, 422);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "part_changed") throw refusal;
      const saved = await getPart(ctx, id);
      if (partDifferences(viewer, { part: saved, typed }).length > 0) {
        return c.html(<EditPartPage part={saved} conflict {...await formProps(c, typed)} />, 409);
      }
    }
    return answer(c, { to: paths.part(id), toast: partText[viewer.locale].form.saved });
  })
  .post("/:id/recepcion", (c) => {
    return moved(c, c.req.param("id"), {
      form: "receive",
      toast: "received",
      run: async (id, typed, counting) => {
        const read = check(receiptInput(counting), typed);
        return await outcome(read, (input) => receiveStock(c.var.ctx, id, input));
      },
    });
  })
  .post("/:id/recuento", (c) => {
    return moved(c, c.req.param("id"), {
      form: "count",
      toast: "adjusted",
      run: async (id, typed, counting) => {
        const read = check(countInput(counting), typed);
        return await outcome(read, (input) => countStock(c.var.ctx, id, input));
      },
    });
  })
  .post("/:id/descarte", (c) => {
    return moved(c, c.req.param("id"), {
      form: "scrap",
      toast: "scrapped",
      run: async (id, typed, counting) => {
        const read = check(scrapInput(counting), typed);
        return await outcome(read, (input) => scrapStock(c.var.ctx, id, input));
      },
    });
  })
  .post("/:id/etiquetas", async (c) => {
    const { ctx, viewer } = c.var;
    const part = await getPart(ctx, c.req.param("id"));
    const wish = check(labelWish, nest(await c.req.formData()));
    if (!wish.ok) throw new AppError("invalid", { fields: wish.errors });
    const branchId = branchIdOf(c);
    const location = part.stock.find((one) => one.branchId === branchId)?.location ?? "";
    const { copies, form_key } = wish.data;
    const jobs = await printLooseLabel(ctx, {
      branchId,
      label: partLabel(ctx, branchId, { ...part, location }),
      idemKey: `part:${part.id}:${form_key}`,
      copies,
    });
    return answer(c, {
      to: paths.part(part.id),
      toast: partText[viewer.locale].page.labelAsked(copies * jobs.length),
    });
  });

interface StockMoveForm {
  form: StockForm;
  toast: "received" | "adjusted" | "scrapped";
  /** Acts, or says what is wrong with the fields. */
  run: (id: string, typed: Typed, counting: Counting) => Promise<FieldErrors | null>;
}

async function moved(c: Context<Env>, id: string, { form, toast, run }: StockMoveForm): Promise<Response> {
  const { ctx, viewer } = c.var;
  const part = await getPart(ctx, id);
  const typed = nest(await c.req.formData());
  const { unit, serialised, currency } = part;
  const counting = { locale: viewer.locale, currency, unit, serialised: serialised === 1 };
  const errors = await run(id, typed, counting);
  if (errors) {
    const now = await getPart(ctx, id);
    return await c.html(await partPage(c, now, { form, typed, errors }), 422);
  }
  return await answer(c, { to: paths.part(id), toast: partText[viewer.locale].stock[toast] });
}

async function outcome<Input>(
  read: Parsed<Input>,
  run: (input: Input) => Promise<void>,
): Promise<FieldErrors | null> {
  return read.ok ? await refusedFields(run(read.data)) : read.errors;
}

async function partPage(
  c: Context<Env>,
  part: PartDetail,
  returned?: { form: StockForm; typed: Typed; errors: FieldErrors },
) {
  const { ctx, viewer } = c.var;
  const branchId = branchIdOf(c);
  const place = { partId: part.id, branchId };
  const before = /^[0-9a-f-]{36}$/.exec(c.req.query("antes") ?? "")?.[0] ?? null;
  const [moves, units, holders, coming, prints] = await Promise.all([
    partMoves(ctx, part.id, { before }),
    partUnits(ctx, part.id),
    partHolders(ctx, place),
    partComing(ctx, place),
    printsDocument(ctx.db, branchId, "label_part"),
  ]);
  const shown = { viewer, part, moves, units, holders, coming, prints, returned };
  return <PartPage {...shown} older={before !== null} formKey={ctx.random.id(ctx.now)} />;
}

async function formProps(c: Context<Env>, typed: Typed, errors?: FieldErrors) {
  const { ctx, viewer } = c.var;
  return { viewer, typed, errors, currency: shopCurrency(ctx), categories: await categories(ctx) };
}

function branchIdOf(c: Context<Env>): string {
  return c.var.viewer.branch?.id ?? "";
}
