import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { sectionVersion } from "../../src/admin/settings.ts";
import { openStore } from "../../src/files/store.ts";
import { FilesFull } from "../../src/files/total.ts";
import { sweepUploads } from "../../src/files/uploads.ts";
import { paths } from "../../src/paths.ts";
import { createToken } from "../../src/tokens/commands.ts";
import { API_SCOPES } from "../../src/tokens/scope.ts";
import { blankForm, TYPED } from "../intakes/form_fields.ts";
import { asAdmin, asReceptionist, type Browser, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { squareLogo } from "../support/logos.ts";
import { anOrder } from "../support/order_builders.ts";

const MB = 1_000_000;
const WATCHER = { METRICS_TOKEN: "a-token-of-the-watchers" };

eachDatabase(
  "what the shop's files may come to is kept, and every upload says so in its form",
  async (_t, database) => {
    await using app = await testApp(database, WATCHER);
    const [admin, desk] = [await asAdmin(app), await asReceptionist(app)];
    const { number } = await anOrder(app);
    assert.match(await admin.page("/admin/estado"), /Ocupan 0 MB\./);
    assert.doesNotMatch(await metricsOf(app), /reparo_files_bytes\{kind="allowed"\}/);
    assert.match(await limited(admin, app, "0"), /name="files_limit_mb"[^>]*aria-invalid="true"/);
    assert.equal(await limited(admin, app, "1"), "");

    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => await upload(desk, await noise())),
    );
    const kept = answers.filter(({ status }) => status === 201).length;
    const used = app.services.files.used();
    assert.ok(kept > 0 && kept < 8, `${kept} of 8`);
    assert.ok(used <= MB && used > 0.5 * MB, `${used} bytes`);
    const refused = await upload(desk, await noise());
    assert.equal(refused.status, 507);
    assert.equal(refused.headers.get("Content-Type"), "application/problem+json");
    const full = /No hay lugar para más archivos: el taller guarda 1 MB como máximo/;
    assert.match((await refused.json()).detail, full);

    const file = new File([await noise()], "foto.jpg", { type: "image/jpeg" });
    const intake = await desk.post("/ingresos", {
      ...await blankForm(desk),
      ...TYPED,
      "devices.0.photo_files": file,
    });
    assert.equal(intake.status, 422);
    const form = await intake.text();
    assert.match(form, full);
    assert.ok(form.includes(String(TYPED["devices.0.fault"])), "what was typed stays");
    const hung = await desk.post(paths.orderPhotos(number), { "files[]": file });
    assert.equal(hung.status, 422);
    assert.match(await hung.text(), full);

    const { token } = await createToken(await app.ctx(userActor(app, "admin")), {
      name: "Web",
      scopes: API_SCOPES,
    });
    const told = await app.request(paths.apiOrderPhotos(number), {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "image/jpeg" },
      body: await noise(),
    });
    assert.equal(told.status, 507);
    const problem = await told.json();
    assert.deepEqual([problem.status, problem.code], [507, "files_full"]);
    assert.match(problem.errors[0].field, /^file$/);

    const rest = "1;Ana;\n".repeat(Math.ceil((MB - used) / 7) + 1);
    const sheet = new File([`codigo;nombre;dni\n${rest}`], "clientes.csv", { type: "text/csv" });
    const imported = await admin.post(paths.imports(), {
      kind: "clients",
      file: sheet,
      form_key: crypto.randomUUID(),
    });
    assert.equal(imported.status, 422);
    assert.match(await imported.text(), full);
    await app.services.files.put(new Uint8Array(MB - used));
    const version = sectionVersion((await app.ctx()).shop.settings, "logo");
    const logo = await admin.post("/admin/ajustes/logo", {
      version,
      file: new File([await squareLogo()], "logo.png"),
    });
    assert.equal(logo.status, 422);
    assert.match(await logo.text(), full);

    assert.match(await admin.page("/admin/estado"), /Ocupan 1 MB de 1 MB\. Al llegar no se suben más/);
    const metrics = await metricsOf(app);
    assert.match(metrics, /reparo_files_bytes\{kind="used"\} 1000000\n/);
    assert.match(metrics, /reparo_files_bytes\{kind="allowed"\} 1000000\n/);
    app.now += 3 * 86_400_000;
    await sweepUploads(await app.ctx());
    assert.equal((await upload(await asReceptionist(app), await noise())).status, 201, "there is room again");
  },
);

Deno.test("files are counted once for a process, and then as they come and go", async () => {
  const dir = join(await Deno.makeTempDir(), "files");
  try {
    const bytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
    const first = await openStore(dir);
    const { hash } = await first.put(bytes(1_000));
    const twice = bytes(500);
    await Promise.all(Array.from({ length: 20 }, () => first.put(twice)));
    const again = await openStore(dir);
    const counted = async (store: typeof again) => {
      for (let round = 0; round < 1_000 && store.used() < 1_500; round++) {
        await new Promise((go) => setTimeout(go, 1));
      }
      return store.used();
    };
    // A disk dates its files to a few milliseconds.
    await new Promise((go) => setTimeout(go, 20));
    assert.equal(await counted(again), 1_500);
    await Promise.all(Array.from({ length: 20 }, () => again.put(twice)));
    assert.equal(again.used(), 1_500, "the same content is there once");
    await assert.rejects(again.put(bytes(501), { most: 2_000 }), FilesFull);
    await again.put(bytes(500), { most: 2_000 });
    await again.remove(hash);
    await again.remove(hash);
    assert.equal(again.used(), 1_000);
  } finally {
    await Deno.remove(join(dir, ".."), { recursive: true });
  }
});

/** What the page says beside the field; "" when it was saved. */
async function limited(admin: Browser, app: TestApp, files_limit_mb: string): Promise<string> {
  const version = sectionVersion((await app.ctx()).shop.settings, "vigilancia");
  const saved = await admin.post("/admin/ajustes/vigilancia", {
    version,
    disk_low_percent: "10",
    login_alert_failures: "10",
    files_limit_mb,
  });
  assert.equal(saved.status, files_limit_mb === "0" ? 422 : 303);
  return await saved.text();
}

async function metricsOf(app: TestApp): Promise<string> {
  const headers = { Authorization: `Bearer ${WATCHER.METRICS_TOKEN}` };
  return await (await app.request("/metrics", { headers })).text();
}

function upload(browser: Browser, bytes: Uint8Array<ArrayBuffer>): Promise<Response> {
  return browser.post("/fotos", { file: new File([bytes], "foto.jpg") }, { Accept: "application/json" });
}

/** About 200 KB that nothing makes smaller. */
async function noise(): Promise<Uint8Array<ArrayBuffer>> {
  const [width, height] = [480, 480];
  const pixels = new Uint8Array(width * height * 3);
  for (let at = 0; at < pixels.length; at += 65_536) crypto.getRandomValues(pixels.subarray(at, at + 65_536));
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  return new Uint8Array(await image.jpeg({ quality: 90 }).toBuffer());
}
