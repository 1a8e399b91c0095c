import { Hono } from "hono";
import { AccountPage } from "../../views/account/page.tsx";
import { text } from "../../views/account/text.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { listSessions } from "../users/queries.ts";
import { endOwnSessions } from "./commands.ts";

/** What keeps one's own account safe. */
export const accountRoutes = new Hono<Env>()
  .get("/", async (c) => {
    const { ctx, viewer, signedIn } = c.var;
    if (!signedIn) throw new AppError("unauthenticated");
    const sessions = await listSessions(ctx, signedIn.user.id);
    return c.html(<AccountPage {...{ viewer, sessions }} ownSession={signedIn.sessionId} />);
  })
  .post("/sesiones", async (c) => {
    await endOwnSessions(c.var.ctx, { except: c.var.signedIn?.sessionId ?? "" });
    return answer(c, { to: paths.account(), toast: text[c.var.viewer.locale].othersEnded });
  })
  .post("/sesiones/:session", async (c) => {
    await endOwnSessions(c.var.ctx, { sessionId: c.req.param("session") });
    return answer(c, { to: paths.account(), toast: text[c.var.viewer.locale].ended });
  });
