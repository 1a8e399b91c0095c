import { type Context, Hono } from "hono";
import { BranchesPage, BranchPage, NewBranchPage } from "../../views/admin/branches.tsx";
import { text } from "../../views/admin/text.ts";
import type { Ctx } from "../context.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError } from "../lib/app_error.ts";
import { dayOf } from "../lib/dates.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { refusedFields } from "../lib/refused.ts";
import { paths } from "../paths.ts";
import { preintakeLinkOf } from "../preintakes/link_queries.ts";
import { addBranch, addHoliday, editBranch, removeHoliday, saveOpening } from "./branch_commands.ts";
import { comingFirst } from "./holidays.ts";
import { BranchEdit, NewBranch, NewHoliday, OpeningEdit } from "./input.ts";
import { getBranch, listBranches } from "./queries.ts";
import { branchOf } from "./shop.ts";

export const branchRoutes = new Hono<Env>()
  .get("/", async (c) => {
    return c.html(<BranchesPage viewer={c.var.viewer} branches={await listBranches(c.var.ctx)} />);
  })
  .get("/nueva", (c) => {
    const { viewer, ctx } = c.var;
    const { shop } = ctx;
    const typed = {
      form_key: ctx.random.id(ctx.now),
      code: `S${String(shop.branches.length + 1).padStart(2, "0")}`,
      time_zone: shop.organization?.timeZone ?? "",
      currency: shop.organization?.currency ?? "",
    };
    return c.html(<NewBranchPage viewer={viewer} typed={typed} />);
  })
  .post("/nueva", async (c) => {
    const { ctx, viewer } = c.var;
    const form = check(NewBranch, nest(await c.req.formData()));
    const { typed } = form;
    if (!form.ok) return c.html(<NewBranchPage viewer={viewer} typed={typed} errors={form.errors} />, 422);
    try {
      await addBranch(ctx, form.data);
      return answer(c, { to: paths.branches(), toast: text[viewer.locale].branchAdded });
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
      return c.html(<NewBranchPage viewer={viewer} typed={typed} errors={refusal.detail.fields} />, 422);
    }
  })
  .get("/:id", async (c) => {
    const branch = await getBranch(c.var.ctx, c.req.param("id"));
    return c.html(
      <BranchPage viewer={c.var.viewer} branch={branch} {...await aroundOf(c.var.ctx, branch.id)} />,
    );
  })
  .post("/:id/horario", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(OpeningEdit, nest(await c.req.formData()));
    if (!form.ok) {
      const page = { viewer, branch: await getBranch(ctx, id), ...await aroundOf(ctx, id) };
      return c.html(<BranchPage {...page} openingTyped={form.typed} openingErrors={form.errors} />, 422);
    }
    await saveOpening(ctx, id, form.data);
    return answer(c, { to: paths.branch(id), toast: text[viewer.locale].openingSaved });
  })
  .post("/:id/feriados", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(NewHoliday, nest(await c.req.formData()));
    const errors = form.ok ? await refusedFields(addHoliday(ctx, id, form.data)) : form.errors;
    if (!errors) return answer(c, { to: paths.branch(id), toast: text[viewer.locale].holidayAdded });
    const page = { viewer, branch: await getBranch(ctx, id), ...await aroundOf(ctx, id) };
    return c.html(<BranchPage {...page} holidayTyped={form.typed} holidayErrors={errors} />, 422);
  })
  .post("/:id/feriados/:date/baja", async (c) => {
    const id = c.req.param("id");
    await removeHoliday(c.var.ctx, id, c.req.param("date"));
    return answer(c, { to: paths.branch(id), toast: text[c.var.viewer.locale].holidayRemoved });
  })
  .post("/:id", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(BranchEdit, nest(await c.req.formData()));
    if (!form.ok) {
      const branch = await getBranch(ctx, id);
      return c.html(
        <BranchPage
          viewer={viewer}
          branch={branch}
          {...await aroundOf(ctx, id)}
          typed={form.typed}
          errors={form.errors}
        />,
        422,
      );
    }
    try {
      await editBranch(ctx, id, form.data);
      return answer(c, { to: paths.branches(), toast: text[viewer.locale].branchSaved });
    } catch (refusal) {
      return await editedAgain(c, { id, typed: form.typed, refusal });
    }
  });

/** The page with what was typed: beside what somebody else saved, or with what is wrong. */
async function editedAgain(
  c: Context<Env>,
  { id, typed, refusal }: { id: string; typed: Typed; refusal: unknown },
): Promise<Response> {
  if (!(refusal instanceof AppError)) throw refusal;
  const { fields, reason } = refusal.detail;
  if (!fields && reason !== "branch_changed") throw refusal;
  const { ctx, viewer } = c.var;
  const page = { viewer, branch: await getBranch(ctx, id), ...await aroundOf(ctx, id), typed };
  return fields
    ? await c.html(<BranchPage {...page} errors={fields} />, 422)
    : await c.html(<BranchPage {...page} conflict />, 409);
}

/** What the page shows of a branch beside its own facts. */
async function aroundOf(ctx: Ctx, branchId: string) {
  const { opening, holidays, timeZone } = branchOf(ctx.shop, branchId);
  return {
    opening,
    holidays: comingFirst(holidays, dayOf(ctx.now, timeZone)),
    preintake: {
      link: await preintakeLinkOf(ctx.db, ctx, { branchId }),
      formKey: ctx.random.id(ctx.now),
    },
  };
}
