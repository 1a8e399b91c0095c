import { Hono } from "hono";
import { ErasurePage } from "../../views/clients/erasure.tsx";
import { text } from "../../views/clients/text.ts";
import { confirmed, confirmedDownload } from "../http/confirmed.tsx";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { check, nest } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { eraseClient } from "./erasure_commands.ts";
import { erasureObstacles } from "./erasure_queries.ts";
import { erasure } from "./input.ts";
import { exportClient } from "./personal_data.ts";
import { getClient } from "./queries.ts";

/** What a client may ask for by law: a copy of their data, and to be forgotten. Mounted at `/clientes`. */
export const clientPrivacyRoutes = new Hono<Env>()
  .post("/:id/datos.json", may("clients.erase"), confirmedDownload, async (c) => {
    const id = c.req.param("id");
    return c.body(JSON.stringify(await exportClient(c.var.ctx, id), null, 2), 200, {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": `attachment; filename="reparo-${id}.json"`,
    });
  })
  .use("/:id/borrado", may("clients.erase"), confirmed)
  .get("/:id/borrado", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const [client, obstacles] = await Promise.all([getClient(ctx, id), erasureObstacles(ctx.db, id)]);
    return c.html(<ErasurePage viewer={viewer} client={client} obstacles={obstacles} />);
  })
  .post("/:id/borrado", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const typed = nest(await c.req.formData());
    const form = check(erasure, typed);
    if (!form.ok) {
      const [client, obstacles] = await Promise.all([getClient(ctx, id), erasureObstacles(ctx.db, id)]);
      return c.html(<ErasurePage {...{ viewer, client, obstacles, typed }} errors={form.errors} />, 422);
    }
    await eraseClient(ctx, id, form.data);
    return answer(c, { to: paths.client(id), toast: text[viewer.locale].erasure.done });
  });
