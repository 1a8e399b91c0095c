import { equal, rejects } from "node:assert/strict";
import { lockData } from "../../src/db/lock.ts";
import { startChild } from "./child.ts";

const inFolder = (dir: string) => ({ dir, databaseUrl: `file:${dir}/reparo.db` });

Deno.test("a second server on the same data folder is refused and told which process has it", async () => {
  const dir = await Deno.makeTempDir({ prefix: "reparo-test-" });
  const lock = await lockData(inFolder(`${dir}/data`));
  await rejects(
    lockData(inFolder(`${dir}/data`)),
    new RegExp(`Another server is using the data folder .*process ${Deno.pid}`),
  );
  lock.release();
  (await lockData(inFolder(`${dir}/data`))).release();
  await Deno.remove(dir, { recursive: true });
});

Deno.test("a killed server leaves no lock behind", async () => {
  const dir = await Deno.makeTempDir({ prefix: "reparo-test-" });
  const child = startChild("lock_child.ts", [dir]);
  await child.until((line) => line === "locked");
  await rejects(lockData(inFolder(dir)), /Another server/);
  await child.kill();
  const lock = await lockData(inFolder(dir));
  equal((await Deno.readTextFile(`${dir}/server.lock`)).trim(), String(Deno.pid));
  lock.release();
  await Deno.remove(dir, { recursive: true });
});

Deno.test("a second server on the same database file is refused, whatever its data folder", async () => {
  const dir = await Deno.makeTempDir({ prefix: "reparo-test-" });
  const databaseUrl = `file:${dir}/shop/reparo.db`;
  const lock = await lockData({ dir: `${dir}/one`, databaseUrl });
  for (const url of [databaseUrl, `sqlite://${dir}/shop/reparo.db`]) {
    await rejects(
      lockData({ dir: `${dir}/two`, databaseUrl: url }),
      new RegExp(`Another server is using the database .*/shop/reparo.db \\(process ${Deno.pid}\\)`),
    );
  }
  (await lockData({ dir: `${dir}/two`, databaseUrl: `file:${dir}/other/reparo.db` })).release();
  (await lockData({ dir: `${dir}/two`, databaseUrl: "postgres://db/shop" })).release();
  lock.release();
  (await lockData({ dir: `${dir}/two`, databaseUrl })).release();
  await Deno.remove(dir, { recursive: true });
});
