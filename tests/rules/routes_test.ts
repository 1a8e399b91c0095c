import assert from "node:assert/strict";
import { createApp } from "../../src/app.ts";
import { ALL_PERMISSIONS, overridesJson } from "../../src/auth/overrides.ts";
import { draftKey } from "../../src/intakes/draft_key.ts";
import type { Role } from "../../src/users/role.ts";
import { type Browser, type Fields, SECRET_KEY, signedIn, visitor } from "../support/app.ts";
import { MATRIX } from "./routes_matrix.ts";
import { aStage, filled, NOWHERE, type Stage } from "./routes_stage.ts";

interface Rule {
  method: string;
  path: string;
  who: string;
}

const RULES: Rule[] = MATRIX.trim().split("\n").filter((line) => line !== "").map((line) => {
  const [, method = "", path = "", who = ""] = /^(\w+)\s+(\S+) (\S+)$/.exec(line) ?? [];
  return { method, path, who };
});
const LETTERS: Record<Role, string> = { admin: "A", technician: "T", receptionist: "R" };
const ROLES: Role[] = ["admin", "technician", "receptionist"];

Deno.test("the written matrix has every route of the app, and no other", async () => {
  await using stage = await aStage();
  const hono = await createApp(stage.app.services);
  const routes = new Set(
    hono.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`),
  );
  const written = RULES.map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual([...routes].sort(), [...written].sort());
});

Deno.test("nobody gets in but where everybody may", async () => {
  await using stage = await aStage();
  const nobody = visitor(stage.app);
  for (const rule of RULES) {
    const { status, location } = await call(nobody, rule, { stage });
    const told = `${rule.method} ${rule.path} ${status}`;
    if (rule.who === "*") assert.ok(status < 500 && !location.startsWith("/ingresar?"), told);
    else if (rule.who === "setup") assert.equal(status, 404, told);
    else if (rule.who === "token" || rule.who === "signed") assert.equal(status, 401, told);
    else assert.ok(status === 303 && location.startsWith("/ingresar"), told);
  }
});

for (const role of ROLES) {
  Deno.test(`the ${role} gets where the matrix says and nowhere else`, async () => {
    await using stage = await aStage();
    const wrong: string[] = [];
    for (const rule of RULES) {
      if (["*", "setup", "token", "signed"].includes(rule.who) || rule.path === "/salir") continue;
      const browser = await signedIn(stage.app, role);
      const { status, location } = await call(browser, rule, { stage, fields: fieldsFor(rule, stage, role) });
      const refused = rule.method === "GET" ? status === 404 : status === 403;
      // Where all of the staff may look, nothing real needs to be there: 404 is then the thing's own answer.
      const entered = (!refused || (rule.who === "ATR" && status === 404)) && status < 500 &&
        !location.startsWith("/ingresar");
      const expected = rule.who.includes(LETTERS[role]);
      if (expected ? !entered : !refused) wrong.push(`${rule.method} ${rule.path} ${status}`);
    }
    assert.deepEqual(wrong, []);
  });
}

Deno.test("what changes something refuses a form without its token, and one from elsewhere", async () => {
  await using stage = await aStage();
  const admin = await signedIn(stage.app, "admin");
  const unsafe = RULES.filter(({ method, who }) =>
    method !== "GET" && !["token", "signed", "setup"].includes(who)
  )
    // Mailboxes post to the link of an optional mail by themselves (RFC 8058): it is its own key.
    .filter(({ path }) => !path.startsWith("/api/") && !path.startsWith("/correos/"))
    // So is the signed link that takes a recipient off a report.
    .filter(({ path }) => path !== "/informes/baja/:recipient/:token")
    // What browsers tell of the pages' policy changes nothing.
    .filter(({ path }) => path !== "/politica");
  assert.ok(unsafe.length > 40);
  for (const { path } of unsafe) {
    const to = filled(path, stage, { real: false });
    const bare = await admin.post(to, { _csrf: "" });
    assert.equal(bare.status, 403, `${path} without a token`);
    const foreign = await admin.post(to, {}, { Origin: "https://evil.example" });
    assert.equal(foreign.status, 403, `${path} from elsewhere`);
  }
  assert.equal((await admin.get("/contrasena")).status, 200, "still signed in");
});

/** All acts before which one proves who one is. */
const DANGEROUS = `
/admin/agentes/vinculacion
/admin/ajustes/:part
/admin/claves
/admin/claves/:id/revocacion
/admin/cobros/:provider
/admin/constancias/llaves/:id
/admin/respaldos/clave
/admin/usuarios/:id
/admin/usuarios/:id/contrasena
/admin/usuarios/:id/desbloqueo
/admin/usuarios/:id/dos-pasos/baja
/admin/usuarios/:id/invitacion
/admin/usuarios/:id/invitacion/baja
/admin/usuarios/:id/permisos
/admin/usuarios/:id/sesiones
/admin/usuarios/:id/sesiones/:session
/admin/usuarios/nuevo
/admin/webhooks/:id/baja
/admin/webhooks/:id/editar
/admin/webhooks/:id/secreto
/admin/webhooks/nuevo
/admin/whatsapp
/clientes/:id/borrado
/clientes/:id/datos.json
/cuenta/dos-pasos
/cuenta/dos-pasos/baja
/cuenta/dos-pasos/recuperacion
/cuenta/llaves
/cuenta/llaves/:id/baja
/cuenta/llaves/nueva
/ordenes/:number/expediente-firmado
`;

Deno.test("who may not do a dangerous act is refused, and never asked who they are", async () => {
  await using stage = await aStage();
  const { app } = stage;
  const acts = RULES.filter(({ method, path, who }) =>
    method === "POST" && /^[ATR]+$/.test(who) && path !== "/salir"
  );
  stage.real["ajustes :part"] = "cuentas";
  const asked = async (browser: Browser, { path }: Rule) => {
    const answer = await browser.post(filled(path, stage, { real: /[{]|ajustes/.test(path) }));
    return { status: answer.status, question: (await answer.text()).includes('name="confirm_password"') };
  };
  const stale = async (role: Role) => {
    const browser = await signedIn(app, role);
    await app.services.database.db.updateTable("session").set({ confirmed_at: 0 }).execute();
    return browser;
  };
  const owner = await stale("admin");
  const dangerous: Rule[] = [];
  for (const rule of acts) if ((await asked(owner, rule)).question) dangerous.push(rule);
  assert.deepEqual(dangerous.map(({ path }) => path).sort(), DANGEROUS.trim().split("\n").sort());
  const overrides = Object.fromEntries(ALL_PERMISSIONS.map((one) => [one, "deny" as const]));
  await app.services.database.db.updateTable("user").set({ overrides_json: overridesJson(overrides) })
    .where("id", "=", app.users.admin.id).execute();
  const wrong: string[] = [];
  for (const role of ROLES) {
    const browser = await stale(role);
    for (const rule of dangerous.filter(({ path }) => !path.startsWith("/cuenta/"))) {
      const { status, question } = await asked(browser, rule);
      if (status !== 403 || question) wrong.push(`${role} ${rule.path} ${status}${question ? " asked" : ""}`);
    }
  }
  assert.deepEqual(wrong, []);
});

/** What a route wants to see before it looks at anything else. */
function fieldsFor({ method, path }: Rule, { app }: Stage, role: Role): Fields {
  if (path === "/ordenes/:number/asignacion" && role === "technician") return { take: "1" };
  if (method === "POST" && path === "/ingresos/borrador") {
    const draft = { userId: app.users[role].id, draftId: NOWHERE };
    return { draft_key: draftKey(SECRET_KEY, draft, app.now) };
  }
  return {};
}

interface Call {
  stage: Stage;
  fields?: Fields;
}

async function call(browser: Browser, rule: Rule, { stage, fields = {} }: Call) {
  const real = rule.method === "GET" || /[{]|ajustes/.test(rule.path);
  const to = filled(rule.path, stage, { real });
  const response = rule.method === "GET" ? await browser.get(to) : await browser.post(to, fields);
  await response.body?.cancel();
  return { status: response.status, location: response.headers.get("Location") ?? "" };
}
