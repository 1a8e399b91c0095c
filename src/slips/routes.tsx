import { type Context, Hono } from "hono";
import { BatchPage } from "../../views/slips/batch_page.tsx";
import { SlipsPage } from "../../views/slips/list_page.tsx";
import { SlipPage } from "../../views/slips/slip_page.tsx";
import { slipText } from "../../views/slips/text.ts";
import { branchOf } from "../admin/shop.ts";
import { renderSlips } from "../documents/slips.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { answerPdf, formatAsked } from "../http/pdf.ts";
import { AppError, type FieldErrors, notFound } from "../lib/app_error.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { labelTargets } from "../printing/label_targets.ts";
import { printSlipLabels, reserveSlips, voidSlips } from "./commands.ts";
import { slipFilter } from "./filter.ts";
import { LabelRequest, Reservation, Voiding } from "./input.ts";
import { slipPaper } from "./paper_queries.ts";
import { listBatches, listSlips, readBatch, slipNumbered, unusedSlips } from "./queries.ts";

/** Numbers on paper for the hours without power or internet. Mounted at `/talonarios`. */
export const slipRoutes = new Hono<Env>()
  .get("/", may("slips.manage"), (c) => slipsPage(c, {}))
  .post("/", may("slips.manage"), async (c) => {
    const { ctx, viewer } = c.var;
    const form = check(Reservation, nest(await c.req.formData()));
    if (!form.ok) return await slipsPage(c, form);
    const { id } = await reserveSlips(ctx, form.data);
    const toast = slipText[viewer.locale].reserve.reserved(form.data.count);
    return answer(c, { to: paths.slipBatch(id), toast });
  })
  .get("/lotes/:id", may("slips.manage"), (c) => batchPage(c, c.req.param("id"), {}))
  .get("/lotes/:id/talones.pdf", may("slips.manage"), async (c) => {
    const { ctx } = c.var;
    const paper = await slipPaper(ctx, c.req.param("id"));
    const bytes = await renderSlips(paper, { format: formatAsked(c), pictures: ctx.files.read });
    return answerPdf(c, { fileName: `talones-${paper.slips[0]?.number ?? ""}`, bytes });
  })
  .post("/lotes/:id/etiquetas", may("slips.manage"), async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(LabelRequest, nest(await c.req.formData()));
    if (!form.ok) throw new AppError("invalid", { fields: form.errors });
    const { form_key: idemKey, printer_id: printerId } = form.data;
    const count = await printSlipLabels(ctx, id, { idemKey, printerId });
    return answer(c, { to: paths.slipBatch(id), toast: slipText[viewer.locale].batch.requested(count) });
  })
  .post("/lotes/:id/anulacion", may("slips.manage"), async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(Voiding, nest(await c.req.formData()));
    if (!form.ok) return await batchPage(c, id, form);
    const { voided, left } = await voidSlips(ctx, id, form.data);
    return answer(c, { to: paths.slipBatch(id), toast: slipText[viewer.locale].batch.voided(voided, left) });
  })
  // What a slip's QR opens: once it is used that is its order, for everybody who may see orders.
  .get("/:number", may("orders.read"), async (c) => {
    const { ctx, viewer } = c.var;
    const slip = await slipNumbered(ctx.db, c.req.param("number").toUpperCase());
    if (!slip) throw notFound("slip_not_found");
    if (slip.order !== null) return c.redirect(paths.order(slip.order), 303);
    const isOwn = slip.branchId === viewer.branch?.id;
    if (slip.state === "open" && isOwn && viewer.can("intakes.create")) {
      return c.redirect(paths.slipIntake(slip.number), 303);
    }
    return c.html(<SlipPage viewer={viewer} slip={slip} branch={branchOf(ctx.shop, slip.branchId)} />);
  });

interface CameBack {
  typed?: Typed;
  errors?: FieldErrors;
}

async function slipsPage(c: Context<Env>, { typed = {}, errors = {} }: CameBack): Promise<Response> {
  const { ctx, viewer } = c.var;
  const branchId = viewer.branch?.id;
  if (branchId === undefined) throw new AppError("forbidden");
  const filter = slipFilter(c.req.query());
  const [batches, slips, unused, targets] = await Promise.all([
    filter.view === "batches" ? listBatches(ctx, branchId, filter) : NOTHING,
    filter.view === "batches" ? NOTHING : listSlips(ctx, branchId, filter),
    unusedSlips(ctx, branchId),
    labelTargets(ctx.db, branchId, "slip"),
  ]);
  return c.html(
    <SlipsPage
      viewer={viewer}
      filter={filter}
      batches={batches.rows}
      slips={slips.rows}
      next={batches.next ?? slips.next}
      unused={unused}
      days={ctx.shop.settings.slip_open_days}
      reserve={{ targets, typed, errors, formKey: ctx.random.id(ctx.now) }}
    />,
    Object.keys(errors).length > 0 ? 422 : 200,
  );
}

const NOTHING = { rows: [], next: null };

async function batchPage(
  c: Context<Env>,
  id: string,
  { typed = {}, errors = {} }: CameBack,
): Promise<Response> {
  const { ctx, viewer } = c.var;
  const detail = await readBatch(ctx, id);
  const branch = branchOf(ctx.shop, detail.batch.branchId);
  return c.html(
    <BatchPage
      viewer={viewer}
      detail={detail}
      branch={branch.name}
      targets={await labelTargets(ctx.db, branch.id, "slip")}
      typed={typed}
      errors={errors}
      formKey={ctx.random.id(ctx.now)}
    />,
    Object.keys(errors).length > 0 ? 422 : 200,
  );
}
