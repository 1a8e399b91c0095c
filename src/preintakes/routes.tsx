import { type Context, Hono } from "hono";
import { AnnouncedPage } from "../../views/preintakes/announced_page.tsx";
import { PreintakeFormPage } from "../../views/preintakes/form_page.tsx";
import { TrackingGonePage } from "../../views/tracking/page.tsx";
import type { Env } from "../http/env.ts";
import { ownForms } from "../http/security.ts";
import { ensureVisit } from "../http/session.ts";
import { typedDevices } from "../intakes/input.ts";
import { AppError, conflict, type FieldErrors } from "../lib/app_error.ts";
import { nest, type Typed, typedText } from "../lib/form.ts";
import type { Services } from "../services.ts";
import { clientViewer } from "../tracking/door.ts";
import { type Throttle, throttle } from "../tracking/throttle.ts";
import { announceThroughLink, tooMany } from "./commands.ts";
import { parsePreintake, withDevices } from "./input.ts";
import { MOST_ANNOUNCED } from "./link.ts";
import { type FollowedLink, followLink } from "./link_queries.ts";
import { announcedVisit, preintakePlace } from "./queries.ts";

/** A family that brings everything it has announces it in one or two forms. */
const NETWORK_LIMIT = { tries: 12, windowMs: 600_000 };
const throttles = new WeakMap<Services, Throttle>();

/** Where clients announce devices, without signing in. Mounted at `/pre-ingreso`, before the staff guard. */
export const preintakeRoutes = new Hono<Env>()
  .get("/:token", async (c) => {
    const token = c.req.param("token");
    const link = await followLink(c.var.ctx, token);
    if (!link) return gone(c);
    if (link.kind === "announced") return await announcedPage(c, link);
    return await formPage(c, { link, token });
  })
  .post("/:token", ownForms, async (c) => {
    const { ctx, viewer, signedIn } = c.var;
    const token = c.req.param("token");
    const link = await followLink(ctx, token);
    if (!link || link.kind === "announced") return gone(c);
    const typed = nest(await c.req.formData());
    const again = withDevices(typed);
    if (again) return await formPage(c, { link, token, back: { typed: again, errors: {}, status: 200 } });
    if (signedIn) throw conflict("preintake_by_staff");
    const { client, timeZone } = await preintakePlace(ctx, link);
    const branch = ctx.shop.branches.find(({ id }) => id === link.branchId);
    const form = parsePreintake(typed, {
      clientId: link.clientId,
      locale: client?.locale ?? viewer.locale,
      country: ctx.shop.settings.country,
      currency: branch?.currency ?? viewer.currency,
      timeZone,
      now: ctx.now,
    });
    if (!form.ok) {
      return await formPage(c, { link, token, back: { typed, errors: form.errors, status: 422 } });
    }
    try {
      holdBack(c);
      const { url } = await announceThroughLink(ctx, link, form.data);
      return c.redirect(new URL(url).pathname, 303);
    } catch (refusal) {
      if (refusal instanceof AppError && refusal.code === "not_found") return gone(c);
      if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
      const status = refusal.code === "too_many" ? 429 : 422;
      if (refusal.detail.retryAfter) c.header("Retry-After", String(refusal.detail.retryAfter));
      return await formPage(c, { link, token, back: { typed, errors: refusal.detail.fields, status } });
    }
  });

interface Form {
  link: FollowedLink;
  token: string;
  /** What was typed, and what is wrong with it. */
  back?: { typed: Typed; errors: FieldErrors; status: 200 | 422 | 429 };
}

async function formPage(c: Context<Env>, { link, token, back }: Form): Promise<Response> {
  const { ctx, signedIn } = c.var;
  ensureVisit(c);
  const place = await preintakePlace(ctx, link);
  const typed = back?.typed ?? {};
  const given = typedText(typed, "form_key");
  const devices = typedDevices(typed).slice(0, MOST_ANNOUNCED);
  const viewer = clientViewer(c, {
    locale: place.client?.locale ?? c.var.viewer.locale,
    timeZone: place.timeZone,
  });
  const page = (
    <PreintakeFormPage
      viewer={viewer}
      token={token}
      place={place}
      formKey={/^[0-9a-f-]{36}$/.test(given) ? given : ctx.random.id(ctx.now)}
      typed={{ ...typed, devices }}
      count={devices.length}
      errors={back?.errors ?? {}}
      byStaff={signedIn !== null}
    />
  );
  return await c.html(page, back?.status ?? 200);
}

async function announcedPage(c: Context<Env>, link: FollowedLink): Promise<Response> {
  const visit = await announcedVisit(c.var.ctx, link);
  return await c.html(<AnnouncedPage viewer={clientViewer(c, visit)} visit={visit} />);
}

/** @throws AppError too_many with `form` */
function holdBack(c: Context<Env>): void {
  const { services, ip, ctx } = c.var;
  const own = throttles.get(services) ?? throttle(NETWORK_LIMIT);
  throttles.set(services, own);
  const wait = own.tooMany(ip, ctx.now);
  if (wait !== null) throw tooMany(wait);
}

/** A link that is unknown, expired or revoked, all alike. */
function gone(c: Context<Env>): Response | Promise<Response> {
  return c.html(<TrackingGonePage viewer={c.var.viewer} />, 404);
}
