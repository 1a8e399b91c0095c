import assert from "node:assert/strict";
import { join } from "node:path";
import { openShop } from "../../src/admin/shop.ts";
import { createApp } from "../../src/app.ts";
import { hashPassword } from "../../src/auth/passwords.ts";
import { openSessions } from "../../src/auth/session.ts";
import { parseConfig } from "../../src/config.ts";
import { type Actor, type Ctx, SYSTEM } from "../../src/context.ts";
import type { Database } from "../../src/db/open.ts";
import { openStore } from "../../src/files/store.ts";
import { type Assets, loadAssets } from "../../src/http/assets.ts";
import { openLive } from "../../src/http/live.ts";
import { contextOf } from "../../src/http/session.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { openSecretBox } from "../../src/lib/secret_box.ts";
import { csrfToken } from "../../src/http/security.ts";
import { sha256 } from "../../src/lib/token.ts";
import type { Services } from "../../src/services.ts";
import { setUpShop } from "../../src/setup/commands.ts";
import { addUser } from "../../src/users/commands.ts";
import type { Role } from "../../src/users/role.ts";
import { folderInMemory } from "./postgres_cluster.ts";

/** Monday 23 November 2026, 10:00 in Buenos Aires. */
export const MONDAY = Date.UTC(2026, 10, 23, 13);
export const PASSWORD = "pinza torx cinco estaño";
export const SECRET_KEY = "a key for tests that is long enough to be one";

export interface TestApp {
  services: Services;
  request: (path: string, init?: RequestInit) => Promise<Response>;
  /** The clock that everything reads; move it with `app.now += …`. */
  now: number;
  /** A context as the system, or as somebody. */
  ctx(actor?: Actor): Promise<Ctx>;
  branchId: string;
  users: Record<Role, { id: string; email: string; name: string }>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The whole app on a migrated database with a shop, the branch S01 and one user of each role. */
export async function testApp(database: Database, env: Record<string, string> = {}): Promise<TestApp> {
  const app = await emptyApp(database, env);
  const passwordHash = await sharedHash();
  const { userId } = await setUpShop(await app.ctx(), {
    shop: "Service Norte",
    tax_id: "30-71234567-9",
    address: "Av. Corrientes 1234, Buenos Aires",
    phone: "+54 11 4321-0000",
    shop_email: "taller@example.com",
    time_zone: "America/Argentina/Buenos_Aires",
    currency: "ARS",
    locale: "es",
    country: "AR",
    branch_code: "S01",
    branch_name: "Casa central",
    name: "Ana Administradora",
    email: "ana@example.com",
    passwordHash,
  });
  const branch = await app.services.database.db.selectFrom("branch").select("id").executeTakeFirstOrThrow();
  const ctx = await app.ctx();
  const add = async (role: Role, name: string, email: string) => {
    const { id } = await addUser(ctx.db, ctx, {
      email,
      name,
      role,
      passwordHash,
      locale: "es",
      branchId: branch.id,
      mustChangePassword: false,
    });
    return { id, email, name };
  };
  app.branchId = branch.id;
  app.users = {
    admin: { id: userId, email: "ana@example.com", name: "Ana Administradora" },
    technician: await add("technician", "Tomás Técnico", "tomas@example.com"),
    receptionist: await add("receptionist", "Rocío Recepción", "rocio@example.com"),
  };
  return app;
}

/** The app before anybody set a shop up. */
export async function emptyApp(database: Database, env: Record<string, string> = {}): Promise<TestApp> {
  const dir = await Deno.makeTempDir({ dir: folderInMemory(), prefix: "reparo-app-" });
  const live = openLive();
  const clock = () => app.now;
  const services: Services = {
    config: parseConfig({ DATA_DIR: dir, PORT: "8000", ...env }),
    database,
    clock,
    random: systemRandom,
    files: await openStore(join(dir, "files")),
    secrets: await openSecretBox(SECRET_KEY),
    secretKey: SECRET_KEY,
    sessions: openSessions({ db: database.db, clock, random: systemRandom }),
    shop: openShop({ db: database.db, clock, live }),
    live,
    stopping: new AbortController().signal,
    baseUrl: env.BASE_URL ?? "http://localhost:8000",
    version: "0.0.0-test",
  };
  const app: TestApp = {
    services,
    now: MONDAY,
    request: () => Promise.reject(new Error("not open yet")),
    async ctx(actor = SYSTEM) {
      const shop = await services.shop.read();
      const locale = shop.organization?.locale ?? "es";
      return contextOf(services, { actor, shop, locale, requestId: "test", ip: "127.0.0.1" });
    },
    branchId: "",
    users: {
      admin: { id: "", email: "", name: "" },
      technician: { id: "", email: "", name: "" },
      receptionist: { id: "", email: "", name: "" },
    },
    async [Symbol.asyncDispose]() {
      await Deno.remove(dir, { recursive: true });
    },
  };
  const hono = await createApp(services, await (assets ??= loadAssets()));
  app.request = async (path, init = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has("Host")) headers.set("Host", "localhost:8000");
    return await hono.request(path.startsWith("http") ? path : `http://localhost:8000${path}`, {
      ...init,
      headers,
    });
  };
  return app;
}

let assets: Promise<Assets> | undefined;
let hashed: Promise<string> | undefined;

function sharedHash(): Promise<string> {
  hashed ??= hashPassword(PASSWORD);
  return hashed;
}

/** An actor of the app for commands that are called without a request. */
export function userActor(app: TestApp, role: Role): Actor {
  const { id, name } = app.users[role];
  return { kind: "user", id, name, role, branchId: app.branchId };
}

export type Fields = Record<string, string | readonly string[] | File | readonly File[]>;

/** A browser that is signed in: keeps its cookies, sends the form token, follows nothing. */
export interface Browser {
  cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Multipart when a file is among the fields. */
  post(path: string, fields?: Fields, headers?: Record<string, string>): Promise<Response>;
  /** Body of a page that must answer 200. */
  page(path: string): Promise<string>;
}

export const asAdmin = (app: TestApp) => signedIn(app, "admin");
export const asTechnician = (app: TestApp) => signedIn(app, "technician");
export const asReceptionist = (app: TestApp) => signedIn(app, "receptionist");

export async function signedIn(app: TestApp, who: Role | { id: string }): Promise<Browser> {
  const id = typeof who === "string" ? app.users[who].id : who.id;
  const token = await app.services.sessions.start(id, { ip: "127.0.0.1", userAgent: "test" });
  const browser = visitor(app, () => csrfToken(SECRET_KEY, sha256(browser.cookies.get("sid") ?? "")));
  browser.cookies.set("sid", token);
  return browser;
}

/** A browser without a session; its form token hangs on the `visit` cookie. */
export function visitor(app: TestApp, csrf?: () => string): Browser {
  const cookies = new Map<string, string>();
  const token = csrf ?? (() => csrfToken(SECRET_KEY, cookies.get("visit") ?? ""));

  async function send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) {
      headers.set(
        "Cookie",
        [...cookies].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("; "),
      );
    }
    const response = await app.request(path, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, decodeURIComponent(value));
    }
    return response;
  }

  return {
    cookies,
    get: (path, headers = {}) => send(path, { headers }),
    post(path, fields = {}, headers = {}) {
      const all = Object.entries({ _csrf: token(), ...fields }).flatMap(([name, value]) =>
        (Array.isArray(value) ? value : [value]).map((one: string | File) => [name, one] as const)
      );
      const multipart = all.some(([, value]) => value instanceof File);
      const body = multipart ? new FormData() : new URLSearchParams();
      for (const [name, value] of all) body.append(name, value as string);
      return send(path, { method: "POST", body, headers: { Origin: "http://localhost:8000", ...headers } });
    },
    async page(path) {
      const response = await this.get(path);
      const body = await response.text();
      assert.equal(response.status, 200, `${path}: ${response.status} ${body.slice(0, 300)}`);
      return body;
    },
  };
}
