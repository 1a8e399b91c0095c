import { Hono } from "hono";
import { confirmedDownload } from "../http/confirmed.tsx";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { takeDossier } from "./dossier.ts";

/** The signed file of an order, for an administrator who has just proved who they are. Mounted at `/ordenes`. */
export const dossierRoutes = new Hono<Env>()
  .post("/:number/expediente-firmado", may("orders.pack"), confirmedDownload, async (c) => {
    const { fileName, bytes } = await takeDossier(c.var.ctx, c.req.param("number"));
    return c.body(bytes, 200, {
      "Content-Type": "application/zip",
      "Content-Disposition": `attachment; filename="${fileName}.zip"`,
    });
  });
