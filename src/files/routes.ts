import { type Context, Hono } from "hono";
import type { Env } from "../http/env.ts";
import { problem } from "../http/errors.tsx";
import { may } from "../http/guard.ts";
import { AppError, invalid } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { type PhotoBytes, photoForStaff, takePhoto } from "./uploads.ts";

/** Photos: uploaded here by the forms' scripts, shown to the staff. Mounted at `/fotos`. */
export const photoRoutes = new Hono<Env>()
  .post("/", may("orders.edit"), async (c) => {
    try {
      const file = (await c.req.formData()).get("file");
      if (!(file instanceof File)) throw invalid({ file: { code: "required" } });
      const { id } = await takePhoto(c.var.ctx, file);
      return c.json({ id, url: paths.photo(id), thumbUrl: paths.thumbnail(id) }, 201);
    } catch (error) {
      if (error instanceof AppError) return problem(c, error);
      throw error;
    }
  })
  .get(
    "/:id",
    may("orders.read"),
    async (c) => photoResponse(c, await photoForStaff(c.var.ctx, c.req.param("id"), "full")),
  )
  .get(
    "/:id/miniatura",
    may("orders.read"),
    async (c) => photoResponse(c, await photoForStaff(c.var.ctx, c.req.param("id"), "thumb")),
  );

/** A picture that only this browser may keep, and that is never anything but a picture. */
export function photoResponse(c: Context<Env>, { bytes, type, hash }: PhotoBytes): Response {
  const tag = `"${hash.slice(0, 32)}"`;
  const name = `foto-${hash.slice(0, 8)}.${type === "image/png" ? "png" : "jpg"}`;
  c.header("ETag", tag);
  c.header("Cache-Control", "private, max-age=86400, immutable");
  c.header("X-Content-Type-Options", "nosniff");
  c.header("Content-Disposition", `inline; filename="${name}"`);
  if (c.req.header("If-None-Match") === tag) return c.body(null, 304);
  return c.body(bytes, 200, { "Content-Type": type });
}
