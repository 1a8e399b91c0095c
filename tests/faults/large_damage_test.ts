import assert from "node:assert/strict";
import { join } from "node:path";
import { nodeSqliteEngine } from "../../src/db/embedded/engine.ts";
import { until } from "../jobs/stage.ts";
import { folderInMemory } from "../support/postgres_cluster.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";
import { aShop } from "./a_shop.ts";
import { damageTable } from "./damage.ts";

/** A megabyte above what is looked through before the server starts. */
const MEGABYTES = 33;

Deno.test("a damaged database that is large is served, and told of once a thread has looked through it", async () => {
  const data = await Deno.makeTempDir({ dir: folderInMemory(), prefix: "reparo-damaged-" });
  const path = join(data, "reparo.db");
  const port = freePort();
  let server: Deno.ChildProcess | null = null;
  try {
    const { cookie } = await aShop(`file:${path}`);
    const engine = (await nodeSqliteEngine())(path);
    engine.exec(`create table ballast (bytes blob) strict;
      with recursive one(n) as (select 1 union all select n + 1 from one where n < ${MEGABYTES})
      insert into ballast select zeroblob(1048576) from one`);
    engine.close();
    await damageTable(path, "stock_move");
    server = await startServer({ data, url: `file:${path}`, port });
    const told = async () => {
      const page = await fetch(`http://127.0.0.1:${port}/admin/estado`, { headers: { Cookie: cookie } });
      assert.equal(page.status, 200);
      return /La base de datos está dañada/.test(await page.text());
    };
    await until(told, "it is told");
  } finally {
    await stop(server);
    await Deno.remove(data, { recursive: true });
  }
});
