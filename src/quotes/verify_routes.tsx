import { Hono } from "hono";
import { VerifyPage } from "../../views/quotes/verify.tsx";
import type { Ctx } from "../context.ts";
import { publicSigningKeys } from "../dossier/signing_key.ts";
import type { Env } from "../http/env.ts";
import { sealerOf } from "../lib/seal.ts";
import { knownSealKeys, recordAgrees } from "./verify_queries.ts";
import { verifyCertificate } from "./verify.ts";

/** Is this certificate ours, and as we made it? Mounted at `/admin/constancias`, for who manages the settings. */
export const verifyRoutes = new Hono<Env>()
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    return c.html(<VerifyPage viewer={viewer} {...await keysOf(ctx)} />);
  })
  .post("/", async (c) => {
    const { ctx, viewer } = c.var;
    const own = await keysOf(ctx);
    const file = (await c.req.formData()).get("file");
    if (!(file instanceof File) || file.size === 0) {
      const errors = { file: { code: "not_sealed_paper" } };
      return c.html(<VerifyPage viewer={viewer} {...own} errors={errors} />, 422);
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    const keys = [own.ownKey, ...await knownSealKeys(ctx)];
    const verdict = await verifyCertificate(bytes, (key) => keys.includes(key));
    const record = await recordAgrees(ctx, verdict);
    return c.html(<VerifyPage viewer={viewer} {...own} result={{ verdict, record }} />);
  });

async function keysOf(ctx: Ctx) {
  return { ownKey: sealerOf(ctx.secretKey).publicKey, dossierKeys: await publicSigningKeys(ctx.db) };
}
