import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { openDatabase } from "../../src/db/open.ts";
import { openStore } from "../../src/files/store.ts";
import { emptyApp } from "../support/app.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";
import { aShop } from "./a_shop.ts";
import { assertWhole } from "./kill_storm.ts";
import { type Acknowledged, anOrderWish } from "./mixed_load.ts";
import { aPhoto, assertPhotos } from "./file_storm.ts";
import { run } from "./run.ts";

const SOURCE = fileURLToPath(new URL("faulty_disk.c", import.meta.url));
const canBuild = Deno.build.os === "linux" && await run("cc", ["--version"]);

Deno.test({
  name: "a disk that fails, or is full, refuses writes and is read; one that is slow only makes them wait",
  ignore: !canBuild,
  async fn() {
    const data = await Deno.makeTempDir({ prefix: "reparo-faulty-" });
    const [url, library, wish] = [
      `file:${join(data, "reparo.db")}`,
      join(data, "disk.so"),
      join(data, "wish"),
    ];
    let server: Deno.ChildProcess | null = null;
    try {
      assert.ok(await run("cc", ["-shared", "-fPIC", "-o", library, SOURCE, "-ldl"]));
      const { token } = await aShop(url);
      const port = freePort();
      server = await startServer({ data, url, port, env: { LD_PRELOAD: library, FAULTY_DISK: wish } });
      const at = `http://127.0.0.1:${port}`;
      const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
      const photos: string[] = [];
      const acknowledged = new Map<string, Acknowledged>();
      const receive = async (which: number): Promise<number> => {
        const answer = await fetch(`${at}/api/ordenes/`, {
          method: "POST",
          headers: { ...headers, "Idempotency-Key": `order-${which}` },
          body: JSON.stringify(anOrderWish(which)),
        });
        const { number } = await answer.json() as { number: string };
        if (answer.status === 201) acknowledged.set(number, { notes: 0, charges: 0, payments: 0 });
        else if (answer.status === 503) assert.equal(answer.headers.get("Retry-After"), "2");
        return answer.status;
      };
      const readList = async () => {
        const list = await fetch(`${at}/api/ordenes/`, { headers });
        assert.equal(list.status, 200);
        return await list.json();
      };
      const readiness = async () => {
        const answer = await fetch(`${at}/salud/listo`);
        await answer.body?.cancel();
        return answer.status;
      };
      const photo = async (which: number): Promise<number> => {
        const answer = await fetch(`${at}/api/ordenes/${[...acknowledged.keys()][0]}/fotos`, {
          method: "POST",
          headers: { ...headers, "Content-Type": "image/jpeg", "Idempotency-Key": `photo-${which}` },
          body: await aPhoto(which),
        });
        const told = await answer.json();
        if (answer.status === 201) photos.push(told.id);
        else assert.deepEqual([told.status, told.code], [507, "storage_full"]);
        return answer.status;
      };
      assert.equal(await receive(1), 201);
      await Deno.writeTextFile(wish, "f");
      assert.deepEqual(await Promise.all([2, 3, 4].map(receive)), [507, 507, 507]);
      assert.equal(await photo(1), 507);
      assert.equal((await readList()).length, 1, "it is read");
      assert.equal(await readiness(), 503);
      await Deno.writeTextFile(wish, "");
      assert.equal(await photo(1), 201, "without a restart");
      await Deno.writeTextFile(wish, "e");
      assert.deepEqual(await Promise.all([2, 3, 4].map(receive)), [503, 503, 503]);
      assert.equal((await readList()).length, 1, "it is read");
      assert.equal(await readiness(), 503);
      await Deno.writeTextFile(wish, "s");
      const all = await Promise.all([2, 3, 4, 5, 6, 7, 8, 9].map(receive));
      assert.deepEqual(new Set(all), new Set([201]), "without a restart");
      await Deno.writeTextFile(wish, "");
      server.kill("SIGTERM");
      await server.status;
      server = null;
      assert.equal(await assertWhole(url, acknowledged, "a faulty disk"), 9);
      const database = await openDatabase(url);
      await using app = await emptyApp(database);
      app.services.files = await openStore(join(data, "files"));
      await assertPhotos(app, photos, "a faulty disk");
      await database.close();
    } finally {
      await stop(server);
      await Deno.remove(data, { recursive: true });
    }
  },
});
