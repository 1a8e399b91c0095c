import { Hono } from "hono";
import { TokenShownPage, TokensPage } from "../../views/tokens/pages.tsx";
import { text } from "../../views/tokens/text.ts";
import type { Ctx } from "../context.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { check, nest } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { createToken, revokeToken } from "./commands.ts";
import { NewTokenInput } from "./input.ts";
import { listTokens } from "./queries.ts";

export const tokenRoutes = new Hono<Env>()
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const typed = { form_key: formKey(ctx), expires_in_days: "90", scopes: ["orders:read"] };
    const q = (c.req.query("q") ?? "").slice(0, 200);
    return c.html(<TokensPage viewer={viewer} q={q} tokens={await listTokens(ctx, q)} typed={typed} />);
  })
  .post("/", async (c) => {
    const { ctx, viewer } = c.var;
    const form = check(NewTokenInput, nest(await c.req.formData()));
    if (!form.ok) {
      const tokens = await listTokens(ctx);
      return c.html(
        <TokensPage viewer={viewer} q="" tokens={tokens} typed={form.typed} errors={form.errors} />,
        422,
      );
    }
    const { name, token } = await createToken(ctx, form.data);
    return c.html(<TokenShownPage viewer={viewer} name={name} token={token} baseUrl={ctx.baseUrl} />);
  })
  .post("/:id/revocacion", async (c) => {
    await revokeToken(c.var.ctx, c.req.param("id"));
    return answer(c, { to: paths.apiTokens(), toast: text[c.var.viewer.locale].revokedToast });
  });

function formKey(ctx: Ctx): string {
  return ctx.random.id(ctx.now);
}
