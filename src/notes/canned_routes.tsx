import { type Context, Hono } from "hono";
import { CannedListPage, CannedPage, NewCannedPage } from "../../views/notes/canned_pages.tsx";
import { noteText } from "../../views/notes/text.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { check, nest, type Typed, typedText } from "../lib/form.ts";
import { refusedFields } from "../lib/refused.ts";
import { paths } from "../paths.ts";
import { addCanned, editCanned } from "./canned_commands.ts";
import { cannedEdit, cannedInput } from "./input.ts";
import { getCanned, listCanned } from "./queries.ts";

/** The answers that the shop writes again and again. */
export const cannedRoutes = new Hono<Env>()
  .get("/", async (c) => {
    return c.html(<CannedListPage viewer={c.var.viewer} answers={await listCanned(c.var.ctx)} />);
  })
  .get("/nueva", (c) => c.html(newPage(c, {})))
  .post("/nueva", async (c) => {
    const typed = nest(await c.req.formData());
    const form = check(cannedInput, typed);
    const errors = form.ok ? await refusedFields(addCanned(c.var.ctx, form.data)) : form.errors;
    if (errors) return c.html(newPage(c, typed, errors), 422);
    return saved(c);
  })
  .get("/:id", async (c) => {
    return c.html(
      <CannedPage viewer={c.var.viewer} answer={await getCanned(c.var.ctx, c.req.param("id"))} />,
    );
  })
  .post("/:id", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const typed = nest(await c.req.formData());
    const known = await getCanned(ctx, id);
    const form = check(cannedEdit, typed);
    try {
      const errors = form.ok ? await refusedFields(editCanned(ctx, id, form.data)) : form.errors;
      if (errors) return c.html(<CannedPage viewer={viewer} answer={known} {...{ typed, errors }} />, 422);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "canned_changed") throw refusal;
      const answer = await getCanned(ctx, id);
      return c.html(<CannedPage viewer={viewer} answer={answer} typed={typed} conflict />, 409);
    }
    return saved(c);
  });

function newPage(c: Context<Env>, typed: Typed, errors: FieldErrors = {}) {
  const { ctx, viewer } = c.var;
  const formKey = typedText(typed, "form_key") || ctx.random.id(ctx.now);
  return <NewCannedPage viewer={viewer} typed={{ ...typed, form_key: formKey }} errors={errors} />;
}

function saved(c: Context<Env>): Response | Promise<Response> {
  return answer(c, { to: paths.cannedAnswers(), toast: noteText[c.var.viewer.locale].canned.saved });
}
