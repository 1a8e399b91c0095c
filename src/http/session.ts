import type { Context, MiddlewareHandler } from "hono";
import type { Viewer } from "../../views/viewer.ts";
import { powersSeenAs } from "../auth/overrides.ts";
import { personMay, type Powers } from "../auth/permissions.ts";
import { ABSOLUTE_DAYS, type SignedIn } from "../auth/session.ts";
import type { Shop } from "../admin/shop.ts";
import { tillIsOpen } from "../cash/queries.ts";
import { type Actor, type Ctx, SYSTEM } from "../context.ts";
import { base64url, hmac, sameText } from "../lib/token.ts";
import { databaseOf } from "../orders/own_orders.ts";
import type { Locale } from "../lib/locale.ts";
import { reachableProviders, webhookNetworks } from "../config.ts";
import { addLogFacts } from "../logs.ts";
import type { Services } from "../services.ts";
import { readBadges } from "./badges.ts";
import { dropCookie, putCookie, readCookie } from "./cookies.ts";
import type { Env } from "./env.ts";
import { TOAST_COOKIE } from "./htmx.ts";
import { csrfToken, VISIT_COOKIE } from "./security.ts";

const SESSION_COOKIE = "sid";

/** Finds out who asks and makes the `ctx` and `viewer` of the request. */
export const session: MiddlewareHandler<Env> = async (c, next) => {
  const services = c.get("services");
  const token = readCookie(c, SESSION_COOKIE) ?? "";
  const [signedIn, shop] = await Promise.all([
    token ? services.sessions.read(token) : null,
    services.shop.read(),
  ]);
  c.set("signedIn", signedIn);
  if (signedIn) addLogFacts({ user: signedIn.user.id });
  c.set("sessionToken", signedIn?.renewed ?? token);
  if (signedIn?.renewed) keepSession(c, signedIn.renewed);
  const locale = signedIn?.user.locale ??
    spoken(c.req.header("Accept-Language"), shop.organization?.locale ?? "es");
  const ctx = contextOf(services, {
    actor: signedIn ? userActor(signedIn) : SYSTEM,
    shop,
    locale,
    requestId: c.get("requestId"),
    ip: c.get("ip"),
  });
  c.set("ctx", ctx);
  c.set("viewer", await viewerOf(c, { ctx, signedIn }));
  await next();
};

export interface Occasion {
  actor: Actor;
  shop: Shop;
  locale: Locale;
  requestId: string;
  ip: string;
  /** The server's end where it is left out. */
  over?: () => AbortSignal;
}

/** A context of the services for one request, job or command of the console. */
export function contextOf(services: Services, occasion: Occasion): Ctx {
  return {
    db: databaseOf(services.database.db, occasion.actor),
    flavour: services.database.flavour,
    now: services.clock(),
    random: services.random,
    files: services.files,
    secrets: services.secrets,
    secretKey: services.secretKey,
    live: services.live,
    baseUrl: services.baseUrl,
    sendsMail: services.config.SMTP_URL !== undefined,
    providers: reachableProviders(services.config),
    whatsappUrl: services.config.WHATSAPP === "on" ? services.config.WHATSAPP_API_URL : null,
    chats: services.config.WHATSAPP === "on" ? occasion.shop.chats : {},
    webhookNetworks: webhookNetworks(services.config),
    over: () => services.stopping,
    ...occasion,
  };
}

/** Marks of who has signed in with a browser, the last one first: a counter's computer is shared. */
const PEOPLE_COOKIE = "people";
const MOST_PEOPLE = 20;
/** As long as browsers keep one (RFC 6265bis §5.5). */
const PEOPLE_SECONDS = 400 * 86_400;

/** Opens a session in the browser: always a new id. True where this person has signed in with it before. */
export async function signInBrowser(c: Context<Env>, userId: string): Promise<boolean> {
  const { services, ip, sessionToken } = c.var;
  if (sessionToken) await services.sessions.end(sessionToken);
  const token = await services.sessions.start(userId, { ip, userAgent: c.req.header("User-Agent") ?? "" });
  keepSession(c, token);
  dropCookie(c, VISIT_COOKIE);
  const mark = hmac(services.secretKey, `browser of ${userId}`).slice(0, 22);
  const marks = (readCookie(c, PEOPLE_COOKIE) ?? "").split(".").filter((one) => one !== "");
  const others = marks.filter((one) => !sameText(one, mark));
  putCookie(c, PEOPLE_COOKIE, [mark, ...others].slice(0, MOST_PEOPLE).join("."), PEOPLE_SECONDS);
  return others.length < marks.length;
}

function keepSession(c: Context<Env>, token: string): void {
  putCookie(c, SESSION_COOKIE, token, ABSOLUTE_DAYS * 86_400);
}

export async function signOutBrowser(c: Context<Env>): Promise<void> {
  const { services, sessionToken } = c.var;
  if (sessionToken) await services.sessions.end(sessionToken);
  dropCookie(c, SESSION_COOKIE);
  c.header("Clear-Site-Data", '"cache", "storage"');
}

/** Gives a visitor without a session something that form tokens can hang on. */
export function ensureVisit(c: Context<Env>): void {
  if (c.var.signedIn || readCookie(c, VISIT_COOKIE)) return;
  const { services, viewer } = c.var;
  const visit = base64url(services.random.bytes(16));
  putCookie(c, VISIT_COOKIE, visit);
  c.set("viewer", { ...viewer, csrf: csrfToken(services.secretKey, visit) });
}

function userActor(signedIn: SignedIn): Actor {
  const { id, name, branchId } = signedIn.user;
  return { kind: "user", id, name, ...powersNow(signedIn), branchId };
}

/** What they may now: less than their own while they look at the screens as another role does. */
function powersNow({ seenAs, user }: SignedIn): Powers {
  const { role, overrides } = user;
  return seenAs ? powersSeenAs(seenAs, user) : { role, overrides };
}

async function viewerOf(
  c: Context<Env>,
  { ctx, signedIn }: { ctx: Ctx; signedIn: SignedIn | null },
): Promise<Viewer> {
  const { organization, settings, branches } = ctx.shop;
  const branch = branches.find((one) => one.id === signedIn?.user.branchId) ?? null;
  const holder = signedIn?.sessionId ?? readCookie(c, VISIT_COOKIE) ?? "";
  const powers = signedIn && powersNow(signedIn);
  const { url } = c.req;
  const toast = readCookie(c, TOAST_COOKIE) ?? null;
  if (toast !== null) dropCookie(c, TOAST_COOKIE);
  const [badges, till] = await Promise.all([
    branch && signedIn ? readBadges(ctx, branch.id) : null,
    powers ? readTill(ctx, powers) : null,
  ]);
  return {
    locale: ctx.locale,
    timeZone: branch?.timeZone ?? organization?.timeZone ?? "UTC",
    currency: branch?.currency ?? organization?.currency ?? "ARS",
    now: ctx.now,
    user: signedIn && powers ? { id: signedIn.user.id, name: signedIn.user.name, role: powers.role } : null,
    can: (permission) => powers !== null && personMay(powers, permission),
    ...signedIn?.user.role === "admin" && { lens: { role: signedIn.seenAs } },
    csrf: holder === "" ? "" : csrfToken(ctx.secretKey, holder),
    path: url.slice(url.indexOf("/", url.indexOf("//") + 2)),
    shop: {
      name: organization?.name ?? "Reparo",
      accent: settings.accent,
      logo: settings.logo,
      statusLabels: settings.status_labels,
      paysOnline: ctx.shop.paysOnline,
    },
    branch: branch && { id: branch.id, code: branch.code, name: branch.name },
    theme: signedIn?.user.theme ?? "system",
    badges,
    till,
    toast,
  };
}

async function readTill(ctx: Ctx, powers: Powers): Promise<Viewer["till"]> {
  if (!personMay(powers, "cash.use")) return null;
  return await tillIsOpen(ctx, ctx.actor.id ?? "") ? "open" : "closed";
}

function spoken(acceptLanguage: string | undefined, otherwise: Locale): Locale {
  const first = /\b(es|en)\b/i.exec(acceptLanguage ?? "")?.[1]?.toLowerCase();
  return first === "es" || first === "en" ? first : otherwise;
}
