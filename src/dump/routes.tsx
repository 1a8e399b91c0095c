import { Hono } from "hono";
import { DumpPage } from "../../views/dump/page.tsx";
import type { Env } from "../http/env.ts";
import { AppError } from "../lib/app_error.ts";
import { dayOf } from "../lib/dates.ts";
import { nest, typedText } from "../lib/form.ts";
import { dumpToReader } from "./commands.ts";

/** The whole shop as one file. Mounted at `/admin/copia`. */
export const dumpRoutes = new Hono<Env>()
  .get("/", (c) => c.html(<DumpPage viewer={c.var.viewer} />))
  .post("/", async (c) => {
    const { ctx, viewer, signedIn } = c.var;
    const password = typedText(nest(await c.req.formData()), "password").slice(0, 500);
    try {
      const content = await dumpToReader(ctx, { email: signedIn?.user.email ?? "", password });
      const day = dayOf(ctx.now, viewer.timeZone);
      return c.body(content, 200, {
        "Content-Type": "application/zip",
        "Content-Disposition": `attachment; filename="reparo-${day}.zip"`,
      });
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
      return c.html(<DumpPage viewer={viewer} errors={refusal.detail.fields} />, 422);
    }
  });
