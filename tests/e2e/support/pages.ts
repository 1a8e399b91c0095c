import type { Page } from "playwright-core";
import { TOTP } from "otpauth";
import { DEMO_PASSWORD } from "../../../src/seed/demo_users.ts";
import { provedLongAgo } from "./back_date.ts";
import type { TestServer } from "./server.ts";
import { signInOn, signInWith, STAFF_EMAILS } from "./sign_in.ts";

type Shop = Pick<TestServer, "dataDir">;

/** A page of the product: who looks at it, and how to get there. */
export interface ProductPage {
  name: string;
  who: "nobody" | "receptionist" | "technician" | "admin";
  path: string | Way;
  /** The answer is this status instead of 200. */
  status?: number;
  /** It answers a form, so that it is open once `path` is known and nobody can ask for it again. */
  posted?: boolean;
}

type Way = (page: Page, server: Shop) => Promise<string>;

/** A way that several pages share is gone once in each shop. */
function once(way: Way): Way {
  const known = new Map<string, string>();
  return async (page, server) => {
    const path = known.get(server.dataDir) ?? await way(page, server);
    known.set(server.dataDir, path);
    return path;
  };
}

const quoteDraft = once(draftedQuote);
const clientLink = once(linkOnTheCounter);
const standingLink = once((page) => onCounter(page, linkOfTheBranch));
const testedWebhook = once(webhookWithATest);
/** A network does not announce without end. */
const announcedLink = once(announcedDevice);
const aReport = once(dailyReport);
const importColumns = once(sentFile);

/** Every page that somebody works on or reads, on a shop that has been seeded. */
export const PRODUCT_PAGES: readonly ProductPage[] = [
  { name: "sign-in", who: "nobody", path: "/ingresar" },
  { name: "password-link-gone", who: "nobody", path: "/ingresar/clave/none", status: 404 },
  { name: "password-forgotten", who: "nobody", path: "/ingresar/olvido" },
  { name: "counter", who: "receptionist", path: "/" },
  { name: "counter-owner", who: "admin", path: "/" },
  { name: "bench", who: "technician", path: "/" },
  { name: "preferences", who: "technician", path: "/preferencias" },
  { name: "intake", who: "receptionist", path: "/ingresos/nuevo" },
  { name: "intakes", who: "receptionist", path: "/ingresos" },
  { name: "intake-made", who: "receptionist", path: (page) => firstLink(page, "/ingresos", "/ingresos/") },
  { name: "slips", who: "receptionist", path: "/talonarios" },
  { name: "slip-batch", who: "receptionist", path: reservedBatch },
  {
    name: "intake-slip",
    who: "receptionist",
    path: (page) => firstLink(page, "/talonarios?ver=sin-usar", "/talonarios/S"),
  },
  { name: "orders", who: "receptionist", path: "/ordenes" },
  { name: "orders-ready", who: "receptionist", path: "/ordenes?estado=ready" },
  {
    name: "order",
    who: "technician",
    path: (page) => firstLink(page, "/ordenes?estado=repairing", "/ordenes/"),
  },
  {
    name: "order-ready",
    who: "receptionist",
    path: (page) => firstLink(page, "/ordenes?estado=ready", "/ordenes/"),
  },
  {
    name: "order-past",
    who: "receptionist",
    path: async (page) => {
      await page.goto(await firstLink(page, "/ordenes?estado=ready", "/ordenes/"));
      return await page.locator("#order-story li:last-child a").getAttribute("href") ?? "";
    },
  },
  {
    name: "delivery",
    who: "receptionist",
    path: async (page) => `${await firstLink(page, "/ordenes?estado=ready", "/ordenes/")}/entrega`,
  },
  {
    name: "order-mail",
    who: "receptionist",
    path: async (page) => `${await firstLink(page, "/ordenes?estado=ready", "/ordenes/")}/correo`,
  },
  { name: "quote-editor", who: "technician", path: quoteDraft },
  {
    name: "quote-sending",
    who: "technician",
    path: async (page, server) => `${await quoteDraft(page, server)}/envio`,
  },
  {
    name: "quote-approval",
    who: "receptionist",
    path: async (page) =>
      `${await firstLink(
        page,
        "/ordenes?sucursal=todas&estado=awaiting_approval",
        "/ordenes/",
      )}?mover=approved`,
  },
  { name: "client-order", who: "nobody", path: clientLink },
  {
    name: "client-quote",
    who: "nobody",
    path: async (page, server) => `${await clientLink(page, server)}/presupuesto`,
  },
  {
    name: "order-checks",
    who: "technician",
    path: begunChecks,
  },
  { name: "checklists", who: "admin", path: "/admin/listas" },
  { name: "checklist", who: "admin", path: "/admin/listas/phone/salida" },
  { name: "canned-answers", who: "admin", path: "/admin/respuestas" },
  { name: "canned-answer-new", who: "admin", path: "/admin/respuestas/nueva" },
  {
    name: "technician",
    who: "technician",
    path: (page) => firstLink(page, "/tecnicos", "/tecnicos/0"),
  },
  { name: "board", who: "technician", path: "/tablero" },
  { name: "board-table", who: "technician", path: "/tablero?vista=tabla" },
  { name: "board-wall", who: "technician", path: "/tablero?muro" },
  {
    name: "board-move",
    who: "technician",
    path: async (page) =>
      `${await firstLink(page, "/ordenes?estado=repairing", "/ordenes/")}/estado`.replace(
        "/ordenes",
        "/tablero",
      ),
  },
  { name: "untold", who: "receptionist", path: "/por-avisar" },
  { name: "orders-overdue", who: "receptionist", path: "/ordenes?vencidas=1" },
  { name: "orders-choosing", who: "receptionist", path: "/ordenes?grupo=open&seleccion=1" },
  {
    name: "orders-in-bulk",
    who: "receptionist",
    async path(page) {
      const order = await firstLink(page, "/ordenes?estado=repairing", "/ordenes/");
      return `/ordenes/lote?accion=estado&pasar_a=on_hold&orden=${order.split("/").at(-1)}`;
    },
  },
  { name: "search", who: "receptionist", path: "/buscar?q=ga" },
  { name: "clients", who: "receptionist", path: "/clientes" },
  { name: "client", who: "receptionist", path: (page) => firstLink(page, "/clientes", "/clientes/0") },
  {
    name: "client-erasure",
    who: "admin",
    path: async (page) => `${await firstLink(page, "/clientes", "/clientes/0")}/borrado`,
  },
  { name: "client-new", who: "receptionist", path: "/clientes/nuevo" },
  {
    name: "device",
    who: "receptionist",
    path: async (page) => await firstLink(page, await firstLink(page, "/ordenes", "/ordenes/"), "/equipos/"),
  },
  {
    name: "payment",
    who: "receptionist",
    path: async (page) => `${await firstLink(page, "/ordenes?estado=ready", "/ordenes/")}/pagos`,
  },
  {
    name: "refund",
    who: "receptionist",
    path: async (page) => `${await firstLink(page, "/ordenes?estado=delivered", "/ordenes/")}/devoluciones`,
  },
  { name: "debtors", who: "receptionist", path: "/clientes/deudores" },
  {
    name: "client-payment",
    who: "receptionist",
    path: async (page) => `${await firstLink(page, "/clientes/deudores", "/clientes/")}/pago`,
  },
  { name: "till", who: "receptionist", path: "/caja" },
  { name: "till-figures", who: "receptionist", path: "/caja/informe?desde=2000-01-01" },
  { name: "till-closings", who: "admin", path: "/caja/sesiones" },
  { name: "gateways", who: "admin", path: "/admin/cobros" },
  { name: "whatsapp", who: "admin", path: "/admin/whatsapp" },
  { name: "whatsapp-template", who: "admin", path: "/admin/whatsapp/plantillas/order_ready/es" },
  { name: "online-payments", who: "receptionist", path: "/cobros" },
  {
    name: "order-documents",
    who: "receptionist",
    path: async (page) => `${await firstLink(page, "/ordenes?estado=ready", "/ordenes/")}/correo`,
  },
  {
    name: "payment-link",
    who: "receptionist",
    path: async (page) => `${await firstLink(page, "/ordenes?estado=ready", "/ordenes/")}/cobro`,
  },
  { name: "tills", who: "admin", path: "/admin/cajas" },
  { name: "till-edit", who: "admin", path: (page) => firstLink(page, "/admin/cajas", "/admin/cajas/") },
  { name: "parts", who: "technician", path: "/repuestos" },
  { name: "parts-low", who: "receptionist", path: "/repuestos?ver=bajos" },
  {
    name: "part",
    who: "receptionist",
    path: (page) => firstLink(page, "/repuestos?q=ssd", "/repuestos/0"),
  },
  { name: "part-new", who: "admin", path: "/repuestos/nuevo" },
  {
    name: "part-edit",
    who: "admin",
    path: async (page) => `${await firstLink(page, "/repuestos", "/repuestos/0")}/editar`,
  },
  {
    name: "order-part",
    who: "technician",
    path: async (page) => {
      const order = await firstLink(page, "/ordenes?estado=repairing", "/ordenes/");
      await page.goto(order);
      const form = page.locator('#order-parts a[href*="repuesto="]').first();
      return await form.count() > 0 ? await form.getAttribute("href") ?? order : order;
    },
  },
  { name: "replenish", who: "receptionist", path: "/repuestos/reponer" },
  { name: "purchases", who: "receptionist", path: "/repuestos/compras" },
  {
    name: "purchase",
    who: "admin",
    path: (page) => firstLink(page, "/repuestos/compras", "/repuestos/compras/0"),
  },
  { name: "agenda", who: "receptionist", path: "/agenda" },
  { name: "agenda-week", who: "receptionist", path: "/agenda?vista=semana" },
  { name: "appointment-new", who: "receptionist", path: "/agenda/nuevo" },
  {
    name: "appointment",
    who: "receptionist",
    path: (page) => firstLink(page, "/agenda?vista=semana", "/agenda/0"),
  },
  { name: "loaners", who: "receptionist", path: "/prestamos" },
  { name: "loaner-new", who: "receptionist", path: "/prestamos/nuevo" },
  { name: "technicians", who: "receptionist", path: "/tecnicos" },
  { name: "statistics", who: "admin", path: "/estadisticas" },
  { name: "password", who: "receptionist", path: "/contrasena" },
  { name: "account", who: "receptionist", path: "/cuenta" },
  { name: "passkey-new", who: "receptionist", path: passkeyForm, posted: true },
  { name: "two-factors", who: "receptionist", path: scanning },
  { name: "confirm", who: "technician", path: question, posted: true, status: 403 },
  { name: "confirmed-download", who: "admin", path: confirmedDownload, posted: true, status: 403 },
  { name: "admin", who: "admin", path: "/admin" },
  { name: "users", who: "admin", path: "/admin/usuarios" },
  { name: "user-new", who: "admin", path: "/admin/usuarios/nuevo" },
  {
    name: "user-permissions",
    who: "admin",
    path: async (page) => `${await firstLink(page, "/admin/usuarios", "/admin/usuarios/0")}/permisos`,
  },
  { name: "branches", who: "admin", path: "/admin/sucursales" },
  {
    name: "branch",
    who: "admin",
    path: (page) => firstLink(page, "/admin/sucursales", "/admin/sucursales/"),
  },
  { name: "settings", who: "admin", path: "/admin/ajustes" },
  { name: "terms", who: "admin", path: "/admin/terminos" },
  { name: "quote-templates", who: "admin", path: "/admin/presupuestos" },
  {
    name: "quote-template",
    who: "admin",
    path: (page) => firstLink(page, "/admin/presupuestos", "/admin/presupuestos/"),
  },
  { name: "certificates", who: "admin", path: "/admin/constancias" },
  { name: "printers", who: "admin", path: "/admin/impresoras" },
  {
    name: "loose-label",
    who: "technician",
    path: "/etiquetas?plantilla=part&code=PANT-A54&name=Pantalla",
  },
  { name: "label-layouts", who: "admin", path: "/admin/etiquetas" },
  { name: "label-layout", who: "admin", path: "/admin/etiquetas/device?medida=100x50" },
  { name: "print-jobs", who: "admin", path: "/admin/trabajos" },
  { name: "tokens", who: "admin", path: "/admin/claves" },
  { name: "messages", who: "admin", path: "/admin/mensajes" },
  { name: "message", who: "admin", path: aMessage },
  { name: "mail-suppressed", who: "admin", path: "/admin/mensajes/direcciones" },
  { name: "mail-templates", who: "admin", path: "/admin/plantillas" },
  { name: "mail-template", who: "admin", path: "/admin/plantillas/quote_sent/es" },
  { name: "webhook-new", who: "admin", path: "/admin/webhooks/nuevo" },
  { name: "webhook", who: "admin", path: testedWebhook },
  { name: "webhooks", who: "admin", path: "/admin/webhooks" },
  {
    name: "webhook-edit",
    who: "admin",
    path: async (page, server) => `${await testedWebhook(page, server)}/editar`,
  },
  {
    name: "webhook-deliveries",
    who: "admin",
    path: async (page, server) => `${await testedWebhook(page, server)}/entregas`,
  },
  { name: "webhook-delivery", who: "admin", path: triedDelivery },
  { name: "reports", who: "admin", path: "/admin/informes" },
  { name: "report-new", who: "admin", path: "/admin/informes/nuevo" },
  { name: "report", who: "admin", path: aReport },
  {
    name: "report-preview",
    who: "admin",
    path: async (page, server) => `${await aReport(page, server)}/vista`,
  },
  { name: "tasks", who: "admin", path: "/admin/tareas" },
  { name: "task", who: "admin", path: "/admin/tareas/mind_pickups" },
  { name: "failed-jobs", who: "admin", path: "/admin/tareas/pendientes" },
  { name: "backups", who: "admin", path: "/admin/respaldos" },
  { name: "dump", who: "admin", path: "/admin/copia" },
  { name: "imports", who: "admin", path: "/admin/importar" },
  { name: "import-columns", who: "admin", path: importColumns },
  { name: "import-checked", who: "admin", path: importChecked },
  { name: "audit", who: "admin", path: "/admin/auditoria" },
  { name: "server-status", who: "admin", path: "/admin/estado" },
  { name: "logs", who: "admin", path: "/admin/registros" },
  { name: "log-files", who: "admin", path: "/admin/registros/archivos" },
  { name: "api-docs", who: "nobody", path: "/api/docs" },
  { name: "api-docs-search", who: "nobody", path: "/api/docs?q=moveOrder" },
  { name: "preintake", who: "nobody", path: standingLink },
  { name: "preintake-announced", who: "nobody", path: announcedLink },
  { name: "recovery-codes", who: "nobody", path: recoveryCodes, posted: true },
  { name: "second-step", who: "nobody", path: afterThePassword },
  { name: "not-found", who: "receptionist", path: "/no-existe", status: 404 },
];

/** Where an app is set up, with the code to scan. */
async function scanning(page: Page): Promise<string> {
  await page.goto("/cuenta/dos-pasos");
  const begin = page.getByRole("button", { name: "Empezar", exact: true });
  if (await begin.count() > 0) await begin.click();
  await page.getByLabel("Código de 6 cifras").waitFor();
  return "/cuenta/dos-pasos";
}

/** Where a device is asked for a new passkey. */
async function passkeyForm(page: Page): Promise<string> {
  await page.goto("/cuenta");
  await page.getByRole("button", { name: "Agregar una llave de acceso" }).click();
  await page.getByLabel("Nombre").waitFor();
  return new URL(page.url()).pathname;
}

/** Nobody else of the demo shop signs in as this one, who has two steps from here on. */
const TWO_STEPPED = "nahuel@demo.example";

/** What is shown once as two steps are switched on. */
async function recoveryCodes(page: Page): Promise<string> {
  await page.context().clearCookies();
  await signInWith(page, TWO_STEPPED);
  await page.goto(await scanning(page));
  const shown = await page.locator("main code").innerText();
  await page.getByLabel("Código de 6 cifras").fill(
    new TOTP({ secret: shown.replaceAll(" ", "") }).generate(),
  );
  await page.getByRole("button", { name: "Activar" }).click();
  await page.locator(".recovery-codes").waitFor();
  return new URL(page.url()).pathname;
}

/** Where somebody with two steps is asked for the code. */
async function afterThePassword(page: Page): Promise<string> {
  await page.context().clearCookies();
  await signInWith(page, TWO_STEPPED);
  if (new URL(page.url()).pathname === "/ingresar/codigo") return "/ingresar/codigo";
  await recoveryCodes(page);
  return await afterThePassword(page);
}

/** Where somebody is asked who they are before a dangerous act. */
async function question(page: Page, server: Shop): Promise<string> {
  await page.goto("/cuenta");
  provedLongAgo(server, STAFF_EMAILS.technician);
  await page.getByRole("button", { name: "Agregar una llave de acceso" }).click();
  await page.locator('[name="confirm_password"]').waitFor();
  return new URL(page.url()).pathname;
}

/** Where a download begins once they have answered. */
async function confirmedDownload(page: Page, server: Shop): Promise<string> {
  await page.goto(await firstLink(page, "/ordenes?estado=delivered", "/ordenes/"));
  provedLongAgo(server, STAFF_EMAILS.admin);
  await page.getByRole("button", { name: "Descargar firmado" }).click();
  await page.locator('[name="confirm_password"]').fill(DEMO_PASSWORD);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Confirmar y seguir" }).click();
  await (await download).cancel();
  return new URL(page.url()).pathname;
}

/** The draft of an offer for an order under diagnosis, begun where there is none. */
async function draftedQuote(page: Page): Promise<string> {
  await page.goto(await firstLink(page, "/ordenes?sucursal=todas&estado=diagnosing", "/ordenes/"));
  const panel = page.locator("#order-quotes");
  const edit = panel.getByRole("link", { name: "Editar" });
  if (await edit.count() > 0) await edit.click();
  else await panel.getByRole("button", { name: "Hacer un presupuesto" }).click();
  await page.waitForURL(/presupuestos/);
  return new URL(page.url()).pathname;
}

/** The link that the client of an order awaiting approval was given, as the counter reads it. */
async function linkOnTheCounter(page: Page): Promise<string> {
  return await onCounter(page, async (desk) => {
    await signInOn(desk, "receptionist");
    await desk.goto(await firstLink(desk, "/ordenes?sucursal=todas&estado=awaiting_approval", "/ordenes/"));
    return new URL(await desk.locator("#tracking-panel a.tracking-link").innerText()).pathname;
  });
}

/** By which anybody announces devices to the first branch, made where there is none. */
async function linkOfTheBranch(desk: Page): Promise<string> {
  await signInOn(desk, "admin");
  await desk.goto(await firstLink(desk, "/admin/sucursales", "/admin/sucursales/"));
  const link = desk.locator("#preintake-panel a.tracking-link");
  if (await link.count() === 0) {
    await desk.locator("#preintake-panel").getByRole("button", { name: "Crear un enlace" }).click();
  }
  return new URL(await link.innerText()).pathname;
}

/** What somebody sees who has announced a device. */
async function announcedDevice(page: Page, server: Shop): Promise<string> {
  await page.goto(await standingLink(page, server));
  await page.locator('[name="client.name"]').fill("Óscar Ibáñez");
  await page.locator('[name="client.contacts.0.value"]').fill("11 5555-0199");
  await page.locator('[name="devices.0.brand"]').fill("Samsung");
  await page.locator('[name="devices.0.model"]').fill("Galaxy A54");
  await page.locator('[name="devices.0.fault"]').fill("No carga");
  await page.locator('[name="contact_ok"]').check();
  await page.locator("form button.primary").click();
  await page.locator(".announced-list").waitFor();
  return new URL(page.url()).pathname;
}

/** Asks somebody of the shop, on another screen. */
async function onCounter(page: Page, ask: (desk: Page) => Promise<string>): Promise<string> {
  await page.goto("/ingresar");
  const counter = await page.context().browser()?.newContext({ baseURL: new URL(page.url()).origin });
  if (!counter) throw new Error("no browser");
  try {
    return await ask(await counter.newPage());
  } finally {
    await counter.close();
  }
}

/** Opens a page of the list. */
export async function openPage(page: Page, product: ProductPage, server: Shop): Promise<void> {
  const { path } = product;
  const address = typeof path === "string" ? path : await path(page, server);
  if (!product.posted) await page.goto(address);
}

/** The page of numbers that are reserved for it. */
async function reservedBatch(page: Page): Promise<string> {
  await page.goto("/talonarios");
  await page.getByRole("button", { name: "Reservar" }).click();
  await page.waitForURL(/\/talonarios\/lotes\//);
  return new URL(page.url()).pathname;
}

/** The one that whoever words a mail sends to oneself. */
async function aMessage(page: Page): Promise<string> {
  await page.goto("/admin/plantillas/quote_sent/es");
  await page.getByRole("button", { name: "Enviarme una prueba" }).click();
  await page.getByText("La prueba va a").first().waitFor();
  return await firstLink(page, "/admin/mensajes", "/admin/mensajes/0");
}

/** A daily report of the whole shop, made where there is none. */
async function dailyReport(page: Page): Promise<string> {
  await page.goto("/admin/informes");
  const known = page.locator('main a[href^="/admin/informes/0"]').first();
  if (await known.count() === 0) {
    await page.goto("/admin/informes/nuevo");
    await page.getByLabel("Otras direcciones").fill("contador@example.com");
    await page.getByRole("button", { name: "Guardar" }).click();
    await known.waitFor();
  }
  return await known.getAttribute("href") ?? "/admin/informes";
}

/** An endpoint that cannot be reached, and a test that was sent to it. */
async function webhookWithATest(page: Page): Promise<string> {
  await page.goto("/admin/webhooks/nuevo");
  await page.getByLabel("Dirección").fill("https://contabilidad.invalid/reparo");
  await page.getByLabel("Descripción").fill("Contabilidad");
  await page.getByRole("button", { name: "Crear webhook" }).click();
  await page.getByRole("link", { name: "Ver el webhook" }).click();
  await page.getByRole("button", { name: "Enviar una prueba" }).click();
  await page.getByText("Entregada").or(page.getByText("Espera")).or(page.getByText("Enviando")).first()
    .waitFor();
  return new URL(page.url()).pathname;
}

async function triedDelivery(page: Page, server: Shop): Promise<string> {
  const webhook = await testedWebhook(page, server);
  return await firstLink(page, `${webhook}/entregas`, `${webhook}/entregas/`);
}

/** The exit check of a device on the bench, begun where its kind has a list. */
async function begunChecks(page: Page): Promise<string> {
  const path = `${await firstLink(page, "/ordenes?estado=repairing", "/ordenes/")}/revisiones/salida`;
  await page.goto(path);
  const begin = page.getByRole("button", { name: "Empezar la revisión" });
  if (await begin.count() > 0) await begin.click();
  return path;
}

/** Light or dark at once: a colour on its way there would be judged as one that stays. */
export async function dress(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.evaluate(`(() => {
    const still = new CSSStyleSheet();
    still.replaceSync("*, ::before, ::after { transition-property: none !important; }");
    document.adoptedStyleSheets = [still];
  })()`);
  await page.emulateMedia({ colorScheme });
}

/** The first address in the main part of a page that begins so and goes deeper; asked for without drawing the page. */
export async function firstLink(page: Page, from: string, prefix: string): Promise<string> {
  const html = await (await page.context().request.get(from)).text();
  const links = html.slice(html.indexOf("<main")).matchAll(/<a [^>]*?href="([^"?]+)"/g);
  const found = links.map(([, href = ""]) => href)
    .find((href) => href.startsWith(prefix) && !/\/nuev[oa]$/.test(href));
  if (found === undefined) throw new Error(`${from} has no link to ${prefix}`);
  return found;
}

const IMPORTED = [
  "Código;Nombre y apellido;DNI;Teléfono;Correo;Domicilio",
  "C1;Marta Ñúñez;30.111.222;11 4444-5555;marta@example.com;Av. Siempreviva 742",
  "C2;Óscar Peña;;11 6666-7777;;",
  "C3;;28.000.111;;;",
  "C4;Inés Quiroga;;no tengo;ines@;",
].join("\r\n");

/** A file of clients whose columns are asked for. */
async function sentFile(page: Page): Promise<string> {
  await page.goto("/admin/importar");
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  await Deno.writeTextFile(path, IMPORTED);
  await page.locator('input[name="file"]').setInputFiles(path);
  await page.locator('main form button:not([type="button"])').last().click();
  await page.waitForURL(/\/columnas$/);
  await Deno.remove(path);
  return new URL(page.url()).pathname;
}

/** The same once every row was tried. */
async function importChecked(page: Page, server: Shop): Promise<string> {
  await page.goto(await importColumns(page, server));
  await page.locator("main .act-bar button").click();
  await page.locator('form[action$="/inicio"]').waitFor();
  return new URL(page.url()).pathname;
}
