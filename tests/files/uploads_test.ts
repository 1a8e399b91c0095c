import assert from "node:assert/strict";
import sharp from "sharp";
import { sweepUploads } from "../../src/files/uploads.ts";
import { trackingUrl } from "../../src/tracking/queries.ts";
import { asReceptionist, asTechnician, type Browser, testApp } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { blankForm, TYPED } from "../intakes/form_fields.ts";

const DAY = 86_400_000;

eachDatabase(
  "a photo is encoded anew, shown to the staff and kept out of public caches",
  async (_, database) => {
    await using app = await testApp(database);
    const desk = await asReceptionist(app);
    const answer = await upload(desk, await aPhoto());
    assert.equal(answer.status, 201);
    const { id, url, thumbUrl } = await answer.json();
    assert.deepEqual([url, thumbUrl], [`/fotos/${id}`, `/fotos/${id}/miniatura`]);
    const shown = await desk.get(url);
    assert.equal(shown.headers.get("Content-Type"), "image/jpeg");
    assert.equal(shown.headers.get("X-Content-Type-Options"), "nosniff");
    assert.equal(shown.headers.get("Cross-Origin-Resource-Policy"), "same-origin");
    assert.match(shown.headers.get("Cache-Control") ?? "", /^private/);
    assert.match(
      shown.headers.get("Content-Disposition") ?? "",
      /^inline; filename="foto-[0-9a-f]{8}\.jpg"$/,
    );
    const etag = shown.headers.get("ETag") ?? "";
    assert.equal((await desk.get(url, { "If-None-Match": etag })).status, 304);
    const small = await sharp(new Uint8Array(await (await desk.get(thumbUrl)).arrayBuffer())).metadata();
    assert.equal(small.width, 320);

    const bench = await asTechnician(app);
    assert.equal((await bench.get(url)).status, 404, "an upload without an order is its owner's");
    assert.equal(
      (await app.request(url, { redirect: "manual" })).status,
      303,
      "and nobody's without a session",
    );
  },
);

Deno.test("what is not a photo is refused in a clear sentence", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const heic = new Uint8Array([
    0,
    0,
    0,
    24,
    ...bytesOf("ftypheic"),
    0,
    0,
    0,
    0,
    ...bytesOf("mif1heic"),
    ...new Array(64).fill(0),
  ]);
  const png = await aPhoto();
  const refusals: [Uint8Array<ArrayBuffer>, RegExp][] = [
    [bytesOf("%PDF-1.7 not a photo"), /JPG, PNG o WebP/],
    [bytesOf("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), /JPG, PNG o WebP/],
    [heic, /HEIC/],
    [png.slice(0, 400), /dañado/],
    [new Uint8Array(12_000_001), /pesa 12\.0 MB; como máximo 12\.0 MB/],
  ];
  for (const [bytes, sentence] of refusals) {
    const answer = await upload(desk, bytes);
    assert.equal(answer.status, 422);
    assert.equal(answer.headers.get("Content-Type"), "application/problem+json");
    assert.match((await answer.json()).detail, sentence);
  }
  assert.equal((await desk.post("/fotos", { file: "text" })).status, 422);
  assert.equal((await database.db.selectFrom("attachment").select("id").execute()).length, 0);
});

Deno.test("photos go to the order with and without scripts, and are not taken twice", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const { id } = await (await upload(desk, await aPhoto())).json();
  const file = new File([await aPhoto("#246")], "tapa.png", { type: "image/png" });
  const fields = {
    ...await blankForm(desk),
    ...TYPED,
    "devices.0.photos": id,
    "devices.0.photo_files": file,
  };
  const wrong = await desk.post("/ingresos", { ...fields, "devices.0.fault": "" });
  assert.equal(wrong.status, 422);
  const kept = [...(await wrong.text()).matchAll(/name="devices\.0\.photos" value="([^"]+)"/g)].map((
    [, one = ""],
  ) => one);
  assert.equal(kept.length, 2, "a form that comes back keeps the photos");

  const sent = await desk.post("/ingresos", {
    ...fields,
    "devices.0.photos": kept,
    "devices.0.photo_files": [],
  });
  assert.equal(sent.status, 303);
  const linked = await database.db.selectFrom("attachment").select(["order_id", "visibility"]).execute();
  assert.equal(linked.length, 2);
  assert.ok(linked.every((one) => one.order_id !== null && one.visibility === "public"));

  const ctx = await app.ctx();
  const link = new URL(await trackingUrl(ctx.db, ctx, linked[0]?.order_id ?? "") ?? "").pathname;
  const shown = await app.request(`${link}/fotos/${id}/miniatura`);
  assert.equal(shown.status, 200, "the client sees it by the link");
  assert.equal(shown.headers.get("Cache-Control"), "no-store");
  assert.equal((await app.request(`/seguimiento/${"a".repeat(22)}/fotos/${id}`)).status, 404);

  const stolen = await desk.post("/ingresos", {
    ...await blankForm(desk),
    ...TYPED,
    duplicate_ok: "1",
    "devices.0.open_order_ok": "1",
    "devices.0.photos": id,
  });
  assert.equal(stolen.status, 422);
  assert.match(await stolen.text(), /Una de las fotos ya no está/);
});

eachDatabase(
  "uploads that no form came for are swept after two days, those of drafts stay",
  async (_, database) => {
    await using app = await testApp(database);
    const desk = await asReceptionist(app);
    const [lost, drafted] = [
      await (await upload(desk, await aPhoto("#111"))).json(),
      await (await upload(desk, await aPhoto("#eee"))).json(),
    ];
    await desk.post("/ingresos/borrador", {
      ...await blankForm(desk),
      ...TYPED,
      "devices.0.photos": drafted.id,
    });
    const files = await database.db.selectFrom("attachment").select(["id", "file_hash"]).execute();
    app.now += DAY;
    assert.equal(await sweepUploads(await app.ctx()), 0);
    app.now += DAY + 1;
    assert.equal(await sweepUploads(await app.ctx()), 1);
    const left = await database.db.selectFrom("attachment").select("id").execute();
    assert.deepEqual(left.map((one) => one.id), [drafted.id]);
    for (const { id, file_hash } of files) {
      assert.equal(await app.services.files.read(file_hash) === null, id === lost.id);
    }
  },
);

function upload(browser: Browser, bytes: Uint8Array<ArrayBuffer>): Promise<Response> {
  return browser.post("/fotos", { file: new File([bytes], "foto.png") }, { Accept: "application/json" });
}

async function aPhoto(background = "#864"): Promise<Uint8Array<ArrayBuffer>> {
  const image = sharp({ create: { width: 640, height: 480, channels: 3, background } });
  return new Uint8Array(await image.png().toBuffer());
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
