import { type Context, Hono } from "hono";
import { BranchesPage, BranchPage, NewBranchPage } from "../../views/admin/branches.tsx";
import { text } from "../../views/admin/text.ts";
import type { Ctx } from "../context.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError } from "../lib/app_error.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { addBranch, editBranch, saveOpening } from "./branch_commands.ts";
import { BranchEdit, NewBranch, OpeningEdit } from "./input.ts";
import type { Opening } from "./opening.ts";
import { getBranch, listBranches } from "./queries.ts";
import { branchOf } from "./shop.ts";

export const branchRoutes = new Hono<Env>()
  .get("/", async (c) => {
    return c.html(<BranchesPage viewer={c.var.viewer} branches={await listBranches(c.var.ctx)} />);
  })
  .get("/nueva", (c) => {
    const { viewer, ctx: { shop } } = c.var;
    const typed = {
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
      <BranchPage viewer={c.var.viewer} branch={branch} opening={openingOf(c.var.ctx, branch.id)} />,
    );
  })
  .post("/:id/horario", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(OpeningEdit, nest(await c.req.formData()));
    if (!form.ok) {
      const page = { viewer, branch: await getBranch(ctx, id), opening: openingOf(ctx, id) };
      return c.html(<BranchPage {...page} openingTyped={form.typed} openingErrors={form.errors} />, 422);
    }
    await saveOpening(ctx, id, form.data);
    return answer(c, { to: paths.branch(id), toast: text[viewer.locale].openingSaved });
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
          opening={openingOf(ctx, id)}
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
  const page = { viewer, branch: await getBranch(ctx, id), opening: openingOf(ctx, id), typed };
  return fields
    ? await c.html(<BranchPage {...page} errors={fields} />, 422)
    : await c.html(<BranchPage {...page} conflict />, 409);
}

function openingOf({ shop }: Ctx, branchId: string): Opening {
  return branchOf(shop, branchId).opening;
}
