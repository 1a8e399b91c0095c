import { type Context, Hono } from "hono";
import { cashText } from "../../views/cash/text.ts";
import { NewTillPage, TillPage, TillsPage } from "../../views/cash/tills.tsx";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError } from "../lib/app_error.ts";
import { check, nest, type Typed, typedText } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { newTillInput, tillEdit } from "./input.ts";
import { addTill, editTill } from "./till_commands.ts";
import { getTill, listTills, tillDrawers } from "./till_queries.ts";

export const tillRoutes = new Hono<Env>()
  .get("/", async (c) => {
    return c.html(<TillsPage viewer={c.var.viewer} tills={await listTills(c.var.ctx)} />);
  })
  .get("/nueva", (c) => c.html(newTill(c, { branch_id: c.var.viewer.branch?.id ?? "" })))
  .post("/nueva", async (c) => {
    const typed = nest(await c.req.formData());
    const form = check(newTillInput, typed);
    if (!form.ok) return c.html(newTill(c, typed, form.errors), 422);
    try {
      await addTill(c.var.ctx, form.data);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
      return c.html(newTill(c, typed, refusal.detail.fields), 422);
    }
    return answer(c, { to: paths.tills(), toast: cashText[c.var.viewer.locale].tills.added });
  })
  .get("/:id", async (c) => c.html(<TillPage {...await tillProps(c, c.req.param("id"))} />))
  .post("/:id", async (c) => {
    const id = c.req.param("id");
    const typed = nest(await c.req.formData());
    const form = check(tillEdit, typed);
    const props = await tillProps(c, id);
    if (!form.ok) return c.html(<TillPage {...props} typed={typed} errors={form.errors} />, 422);
    try {
      await editTill(c.var.ctx, id, form.data);
    } catch (refusal) {
      if (!(refusal instanceof AppError)) throw refusal;
      const { fields, reason } = refusal.detail;
      if (fields) return c.html(<TillPage {...props} typed={typed} errors={fields} />, 422);
      if (reason !== "till_changed") throw refusal;
      return c.html(<TillPage {...await tillProps(c, id)} typed={typed} conflict />, 409);
    }
    return answer(c, { to: paths.tills(), toast: cashText[c.var.viewer.locale].tills.saved });
  });

function newTill(c: Context<Env>, typed: Typed, errors = {}) {
  const { ctx, viewer } = c.var;
  const formKey = typedText(typed, "form_key") || ctx.random.id(ctx.now);
  const branches = ctx.shop.branches.filter((branch) => branch.active);
  return <NewTillPage {...{ viewer, branches, typed, errors, formKey }} printers={[]} />;
}

async function tillProps(c: Context<Env>, id: string) {
  const { ctx, viewer } = c.var;
  const till = await getTill(ctx, id);
  return { viewer, till, printers: await tillDrawers(ctx, till.branchId) };
}
