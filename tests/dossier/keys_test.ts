import assert from "node:assert/strict";
import { join } from "node:path";
import { fingerprint } from "../../src/lib/seal.ts";
import { asAdmin, asReceptionist, type Browser, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { retireSigningKey } from "../../src/dossier/key_commands.ts";

const DAY = 86_400_000;
const ROOT = new URL("../../", import.meta.url);

eachDatabase(
  "a key that is changed still proves what it signed, and nothing of the time after a leak",
  async (_t, database) => {
    await using app = await testApp(database);
    const { number } = await anOrder(app, { status: "diagnosing" });
    const folder = await Deno.makeTempDir();
    try {
      const take = async (name: string) => {
        const taken = await (await asAdmin(app)).post(`/ordenes/${number}/expediente-firmado`);
        assert.equal(taken.status, 200);
        await Deno.writeFile(join(folder, name), new Uint8Array(await taken.arrayBuffer()));
        return join(folder, name);
      };
      const published = async () => {
        const file = await (await asAdmin(app)).get("/admin/constancias/llaves.json");
        await Deno.writeTextFile(join(folder, "llaves.json"), await file.text());
        return JSON.parse(await Deno.readTextFile(join(folder, "llaves.json"))).keys;
      };
      const keys = () => database.db.selectFrom("signing_key").selectAll().orderBy("id").execute();
      assert.deepEqual(await published(), []);
      const old = await take("old.zip");
      const [first] = await keys();
      assert.ok(first);
      const act = `/admin/constancias/llaves/${first.id}`;
      assert.equal((await (await asReceptionist(app)).get(act)).status, 404);
      assert.equal((await (await asReceptionist(app)).post(act)).status, 403);
      app.now += 30 * DAY;
      const admin = await asAdmin(app);
      assert.match(await admin.page("/admin/constancias"), new RegExp(`href="${act}"[^]*Cambiar la llave`));
      app.now += 11 * 60_000;
      assert.match(await (await admin.post(act)).text(), /name="confirm_password"/);

      const quick = await asAdmin(app);
      assert.equal((await quick.post(act, { leaked_from: "2027-13-01" })).status, 422);
      const early = await quick.post(act, { leaked_from: "2027-06-01" });
      assert.match(await early.text(), /Todavía no llegó esa fecha/);
      for (const click of ["first", "second"]) {
        assert.equal(
          (await quick.post(act, { retires: "1" })).headers.get("Location"),
          "/admin/constancias",
          click,
        );
      }
      const [retired, current, ...more] = await keys();
      assert.deepEqual(more, [], "a double click changes it once");
      assert.deepEqual([retired?.retired_at, retired?.sealed_key], [app.now, ""], "nothing can sign with it");
      assert.equal(current?.retired_at, null);
      app.now += DAY;
      const young = await take("young.zip");
      const told = await published();
      assert.deepEqual(told.map((one: { public_key: string }) => one.public_key), [
        current?.public_key,
        first.public_key,
      ]);
      assert.match(told[1].retired_at, /^2026-12-23T/);
      const page = await (await asAdmin(app)).page("/admin/constancias");
      for (const one of [first, current]) assert.ok(one && page.includes(fingerprint(one.public_key)));

      const withFile = ["--keys", join(folder, "llaves.json")];
      assert.deepEqual(await verdict(old, withFile), { code: 0, keyFault: null });
      assert.deepEqual(await verdict(young, withFile), { code: 0, keyFault: null });
      assert.deepEqual(await verdict(young, ["--key", fingerprint(first.public_key)]), {
        code: 1,
        keyFault: "unknown",
      });

      const leak = async (browser: Browser, day: string) => await browser.post(act, { leaked_from: day });
      const owner = await asAdmin(app);
      assert.equal((await owner.post(act)).status, 422, "of a retired key only a leak can be said");
      assert.equal((await leak(owner, "2026-12-01")).status, 303);
      await published();
      assert.deepEqual(await verdict(old, withFile), { code: 0, keyFault: null }, "it was made before");
      assert.match(await (await leak(owner, "2026-12-10")).text(), /solo se puede adelantar/);
      assert.equal((await leak(owner, "2026-11-20")).status, 303);
      await published();
      assert.deepEqual(await verdict(old, withFile), { code: 1, keyFault: "leaked" });
      assert.deepEqual(
        await verdict(old, [...withFile, "--key", fingerprint(first.public_key)]),
        { code: 1, keyFault: "leaked" },
        "whoever has the list goes by it",
      );
      assert.match(await owner.page("/admin/constancias"), /Lo fechado desde entonces no vale/);

      const ctx = await app.ctx(userActor(app, "admin"));
      const id = current?.id ?? "";
      await Promise.all([1, 2].map(() => retireSigningKey(ctx, id, { leakedFrom: ctx.now })));
      assert.equal((await keys()).filter(({ retired_at }) => retired_at === null).length, 1, "two at once");
      const audited = await database.db.selectFrom("audit_event").select("kind")
        .where("kind", "like", "signing_key_%").orderBy("id").execute();
      assert.deepEqual(audited.map(({ kind }) => kind.replace("signing_key_", "")), [
        "made",
        "retired",
        "made",
        "retired",
        "retired",
        "retired",
        "made",
      ]);
      assert.match(
        await owner.page("/admin/auditoria"),
        /Retiró una llave que firmaba los expedientes[^]*Posible filtración desde/,
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

/** Of the console, offline. */
async function verdict(file: string, keys: string[]) {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--allow-read",
      "--allow-env",
      "src/cli/verify_dossier.ts",
      file,
      ...keys,
      "--json",
    ],
    cwd: ROOT,
    stderr: "inherit",
  }).output();
  return { code, keyFault: JSON.parse(new TextDecoder().decode(stdout)).keyFault };
}
