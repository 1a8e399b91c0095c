import assert from "node:assert/strict";
import sharp from "sharp";
import { sectionVersion } from "../../src/admin/settings.ts";
import { sweepUploads, takePhoto } from "../../src/files/uploads.ts";
import {
  asAdmin,
  asReceptionist,
  type Browser,
  type TestApp,
  testApp,
  userActor,
  visitor,
} from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { drawing, longLogo, squareLogo, wearLogo } from "../support/logos.ts";
import { anOrder } from "../support/order_builders.ts";
import { openTrackingLink } from "../../src/tracking/commands.ts";

const DAY = 86_400_000;

async function send(
  app: TestApp,
  browser: Browser,
  fields: Record<string, string | File>,
): Promise<Response> {
  const version = sectionVersion((await app.ctx()).shop.settings, "logo");
  return await browser.post("/admin/ajustes/logo", { version, ...fields });
}

function hidden(page: string, name: string): string {
  const form = /<form[^>]*id="form-logo"[\s\S]*?<\/form>/.exec(page)?.[0] ?? "";
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(form)?.[1] ?? "";
}

eachDatabase("a logo is cut, encoded anew and shown wherever the shop is", async (_t, database) => {
  await using app = await testApp(database);
  const logo = await wearLogo(app, await longLogo());
  assert.ok(logo.width > 3 * logo.height, "the empty margin is cut off");
  const admin = await asAdmin(app);
  const page = await admin.page("/admin/ajustes");
  for (const hash of [logo.page, logo.sheet, logo.roll]) {
    const src = `/tema/logo/${hash}.png`;
    assert.ok(page.includes(src), "the settings show it as pages, sheets and rolls do");
    const picture = await visitor(app).get(src);
    assert.equal(picture.status, 200);
    assert.equal(picture.headers.get("Content-Type"), "image/png");
    assert.match(picture.headers.get("Cache-Control") ?? "", /immutable/);
    const bytes = new Uint8Array(await picture.arrayBuffer());
    const facts = await sharp(bytes).metadata();
    assert.equal(facts.format, "png");
    assert.equal(facts.exif, undefined);
    if (hash === logo.sheet) assert.ok(bytes.length <= 14_000, `${bytes.length} bytes`);
    if (hash === logo.roll) {
      const { data } = await sharp(bytes).greyscale().raw().toBuffer({ resolveWithObject: true });
      assert.deepEqual([...new Set(data)].sort(), [0, 255], "black and white");
      assert.ok((facts.width ?? 0) <= 400);
    }
  }
  const own = `/tema/logo/${logo.page}.png`;
  assert.ok((await visitor(app).page("/ingresar")).includes(own), "the page to sign in");
  assert.ok((await admin.page("/")).includes(own), "the frame");
  const order = await anOrder(app);
  const ctx = await app.ctx();
  const { url } = await database.db.transaction().execute((trx) => openTrackingLink(trx, ctx, order.id));
  assert.ok((await visitor(app).page(new URL(url).pathname)).includes(own), "the client's page");
});

eachDatabase("what is no logo comes back with a sentence beside the field", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const svg = new TextEncoder().encode('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>');
  const white = await drawing('<circle cx="100" cy="100" r="80" fill="#fff"/>', { width: 200, height: 200 });
  const tiny = await drawing('<rect width="20" height="20" fill="#000"/>', { width: 20, height: 20 });
  const cut = (await longLogo()).slice(0, 900);
  const refused: [Uint8Array<ArrayBuffer>, RegExp][] = [
    [svg, /Un SVG no se puede usar aquí/],
    [new TextEncoder().encode("%PDF-1.7 …"), /Elija una imagen PNG, JPG o WebP/],
    [white, /La imagen está en blanco/],
    [tiny, /su lado mayor debe tener 48 puntos/],
    [cut, /está dañado/],
    [new Uint8Array(5_000_001), /como máximo 5\.0 MB/],
  ];
  for (const [bytes, sentence] of refused) {
    const answer = await send(app, admin, { file: new File([bytes], "logo.png", { type: "image/png" }) });
    assert.equal(answer.status, 422);
    assert.ok(sentence.test(await answer.text()), String(sentence));
  }
  const nothing = await send(app, admin, {});
  assert.equal(nothing.status, 422);
  assert.match(await nothing.text(), /Elija un archivo/);
  assert.equal((await app.ctx()).shop.settings.logo, null);
  const desk = await asReceptionist(app);
  assert.equal((await send(app, desk, { file: new File([await longLogo()], "logo.png") })).status, 403);
});

eachDatabase("of two who change the logo the second sees both and loses nothing", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const before = sectionVersion((await app.ctx()).shop.settings, "logo");
  const theirs = await wearLogo(app, await longLogo());
  const late = await admin.post("/admin/ajustes/logo", {
    version: before,
    file: new File([await squareLogo()], "cuadrado.png"),
  });
  assert.equal(late.status, 409);
  const page = await late.text();
  assert.match(page, /cuadrado\.png/);
  assert.deepEqual((await app.ctx()).shop.settings.logo, theirs);
  const again = await admin.post("/admin/ajustes/logo", {
    version: hidden(page, "version"),
    kept: hidden(page, "kept"),
  });
  assert.equal(again.status, 303, "saved without choosing the file anew");
  const { logo } = (await app.ctx()).shop.settings;
  assert.ok(logo && logo.width === logo.height);
  const forged = await send(app, admin, { kept: "v1.AAAA" });
  assert.equal(forged.status, 422, "no other file can be named");
});

eachDatabase("a logo is taken off; its files stay for the papers that show it", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const logo = await wearLogo(app, await squareLogo());
  const ctx = await app.ctx(userActor(app, "admin"));
  await takePhoto(ctx, new File([await squareLogo()], "foto.png"));
  assert.equal((await send(app, admin, { remove: "1" })).status, 303);
  assert.equal((await app.ctx()).shop.settings.logo, null);
  assert.equal((await visitor(app).get(`/tema/logo/${logo.page}.png`)).status, 404);
  app.now += 3 * DAY;
  assert.equal(await sweepUploads(await app.ctx()), 1, "the photo goes");
  for (const hash of [logo.page, logo.sheet, logo.roll]) assert.ok(await app.services.files.read(hash));
  const audit = await (await asAdmin(app)).page("/admin/auditoria");
  assert.match(audit, /Logo: <del>ninguno<\/del>|Logo: <del>[^<]*<\/del> → <ins>240 × 240<\/ins>/i);
});

Deno.test("only the logo in force is served, no other file of the store", async () => {
  const { freshDatabase } = await import("../support/database.ts");
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { hash } = await app.services.files.put(new TextEncoder().encode("a secret"));
  assert.equal((await visitor(app).get(`/tema/logo/${hash}.png`)).status, 404);
  await wearLogo(app, await squareLogo());
  assert.equal((await visitor(app).get(`/tema/logo/${hash}.png`)).status, 404);
});
