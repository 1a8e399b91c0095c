import assert from "node:assert/strict";
import { LOCALES } from "../../src/lib/locale.ts";
import { setAssetHashes } from "../../views/assets.ts";
import { Layout, PublicLayout } from "../../views/layout.tsx";
import type { Viewer } from "../../views/viewer.ts";
import { aViewer } from "../support/viewer.ts";

function staffPage(viewer: Viewer, title = "Órdenes"): string {
  return (<Layout viewer={viewer} title={title} section="orders">
    <h1>{title}</h1>
  </Layout>).toString();
}

function publicPage(viewer: Viewer): string {
  return (<PublicLayout viewer={viewer} title="Seguimiento">
    <h1>Seguimiento</h1>
  </PublicLayout>).toString();
}

const nobody = aViewer({ user: null, branch: null, badges: null, can: () => false });

Deno.test("both frames begin with the doctype and say their language", () => {
  for (const locale of LOCALES) {
    for (const page of [staffPage(aViewer({ locale })), publicPage({ ...nobody, locale })]) {
      assert.ok(
        page.startsWith(`<!doctype html><html lang="${locale}" data-theme="system">`),
        page.slice(0, 80),
      );
    }
  }
});

Deno.test("a page has its landmarks: skip link, menu, search, one main, notices", () => {
  const page = staffPage(aViewer());
  assert.match(page, /<a class="skip" href="#main">/);
  assert.match(page, /<nav class="rail" aria-label="Menú principal">/);
  assert.match(page, /<form class="search" role="search" method="get" action="\/buscar"/);
  assert.equal(page.match(/<main id="main"/g)?.length, 1);
  assert.match(page, /<section class="toasts"[^>]*aria-live="polite"/);
  assert.match(publicPage(nobody), /<main id="main"/);
});

Deno.test("nothing in a frame needs a loosened Content-Security-Policy", () => {
  const page = staffPage(
    aViewer({
      toast: "Guardado",
      badges: { printers: { state: "problem", count: 2 }, untold: 4, reviews: 0 },
    }),
  );
  for (const html of [page, publicPage(nobody)]) {
    assert.doesNotMatch(html, /\sstyle=/);
    assert.doesNotMatch(html, /\son[a-z]+=/);
    assert.doesNotMatch(html, /<style/);
    assert.doesNotMatch(html, /<script(?![^>]* src=)/);
    assert.doesNotMatch(html, /(src|href)="(https?:)?\/\//);
  }
});

Deno.test("the menu shows only doors that open", () => {
  const rail = (viewer: Viewer) => /<nav class="rail"[\s\S]*?<\/nav>/.exec(staffPage(viewer))?.[0] ?? "";
  const addresses = (viewer: Viewer) =>
    [...rail(viewer).matchAll(/href="([^"]+)"/g)].map((match) => match[1]);
  assert.deepEqual(addresses(aViewer({ role: "admin" })), [
    "/",
    "/ingresos/nuevo",
    "/",
    "/tablero",
    "/ordenes",
    "/clientes",
    "/agenda",
    "/prestamos",
    "/repuestos",
    "/caja",
    "/tecnicos",
    "/estadisticas",
    "/admin",
  ]);
  const till = (state: Viewer["till"]) => rail(aViewer({ role: "receptionist", till: state }));
  assert.ok(till("open").includes("abierta") && till("closed").includes("cerrada"));
  assert.deepEqual(addresses(aViewer({ role: "technician" })), [
    "/",
    "/",
    "/tablero",
    "/ordenes",
    "/clientes",
    "/agenda",
    "/prestamos",
    "/repuestos",
    "/tecnicos",
  ]);
  assert.ok(!addresses(aViewer({ role: "receptionist" })).includes("/admin"));
});

Deno.test("the bar at the thumb holds five actions at most, whoever looks", () => {
  for (const role of ["admin", "technician", "receptionist"] as const) {
    const bar = /<nav class="bottom"[\s\S]*?<\/nav>/.exec(staffPage(aViewer({ role })))?.[0] ?? "";
    const outside = bar.replace(/<div class="menu-list">[\s\S]*/, "");
    assert.equal((outside.match(/<a |<summary/g) ?? []).length, 5, role);
  }
});

Deno.test("the marked entry of the menu is the section", () => {
  const marked = [...staffPage(aViewer()).matchAll(/<a[^>]*href="([^"]+)"[^>]*aria-current="page"/g)];
  assert.deepEqual([...new Set(marked.map((match) => match[1]))], ["/ordenes"]);
});

Deno.test("every form of the frame that posts carries the token", () => {
  const forms = staffPage(aViewer()).match(/<form method="post"[\s\S]*?<\/form>/g) ?? [];
  assert.equal(forms.length, 3);
  for (const form of forms) {
    assert.match(form, /<input type="hidden" name="_csrf" value="token-of-the-session"/);
  }
});

Deno.test("names that hold markup stay text", () => {
  const evil = `"><img src=x onerror=alert(1)>`;
  const page = staffPage(
    aViewer({
      shop: { name: evil, accent: null, logo: null, statusLabels: {}, paysOnline: false },
      branch: { id: "b", code: evil, name: evil },
      user: { id: "u", name: evil, role: "admin" },
      toast: evil,
      path: evil,
    }),
    evil,
  );
  assert.ok(!page.includes("<img src=x"));
  assert.ok(page.includes("&lt;img src=x"));
});

Deno.test("the printer badge says its state in words", () => {
  const badge = (state: "ok" | "waiting" | "problem", count: number) =>
    /<a class="top-badge[\s\S]*?<\/a>/.exec(
      staffPage(aViewer({ badges: { printers: { state, count }, untold: 0, reviews: 0 } })),
    )?.[0];
  assert.match(badge("ok", 0) ?? "", /tone-ready[\s\S]*Impresoras en línea/);
  assert.match(badge("waiting", 1) ?? "", /tone-waiting[\s\S]*1 etiqueta en cola/);
  assert.match(badge("problem", 2) ?? "", /tone-problem[\s\S]*2 problemas de impresión/);
});

Deno.test("assets are asked for by their content hash once it is known", () => {
  setAssetHashes({ "css/shop.css": "abc123" });
  try {
    assert.match(staffPage(aViewer()), /href="\/static\/css\/shop\.css\?v=abc123"/);
  } finally {
    setAssetHashes({});
  }
  assert.match(staffPage(aViewer()), /href="\/static\/css\/shop\.css"/);
});

Deno.test("the shop's colour comes as a style sheet of its own", () => {
  const page = staffPage(
    aViewer({ shop: { name: "X", accent: "#aa3377", logo: null, statusLabels: {}, paysOnline: false } }),
  );
  assert.match(page, /<link rel="stylesheet" href="\/tema\/aa3377\.css"/);
});
