import { equal, rejects } from "node:assert/strict";
import { lockDataDir } from "../../src/db/lock.ts";
import { startChild } from "./child.ts";

Deno.test("a second server on the same data folder is refused and told which process has it", async () => {
  const dir = await Deno.makeTempDir({ prefix: "reparo-test-" });
  const lock = await lockDataDir(`${dir}/data`);
  await rejects(
    lockDataDir(`${dir}/data`),
    new RegExp(`Another server is using the data folder .*process ${Deno.pid}`),
  );
  lock.release();
  (await lockDataDir(`${dir}/data`)).release();
  await Deno.remove(dir, { recursive: true });
});

Deno.test("a killed server leaves no lock behind", async () => {
  const dir = await Deno.makeTempDir({ prefix: "reparo-test-" });
  const child = startChild("lock_child.ts", [dir]);
  await child.until((line) => line === "locked");
  await rejects(lockDataDir(dir), /Another server/);
  await child.kill();
  const lock = await lockDataDir(dir);
  equal((await Deno.readTextFile(`${dir}/server.lock`)).trim(), String(Deno.pid));
  lock.release();
  await Deno.remove(dir, { recursive: true });
});
