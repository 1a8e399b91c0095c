import assert from "node:assert/strict";
import { paths } from "../../src/paths.ts";
import { reserveSlips } from "../../src/slips/commands.ts";
import { SLIP_VIEWS, slipFilter, slipQuery } from "../../src/slips/filter.ts";
import { batchList, labelRows, PAGE_ROWS, slipList, slipRows, unusedCount } from "../../src/slips/queries.ts";
import { asReceptionist, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";

eachDatabase("lists of batches and slips go on by links, each row once", async (_, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  for (let made = 0; made < PAGE_ROWS + 3; made++) {
    await reserveSlips(ctx, { form_key: crypto.randomUUID(), count: 2, printer_id: null });
  }
  const desk = await asReceptionist(app);
  async function walk(start: string, row: RegExp): Promise<string[]> {
    const seen: string[] = [];
    for (let path: string | undefined = start; path;) {
      const html: string = await desk.page(path);
      seen.push(...[...html.matchAll(row)].map(([, found = ""]) => found));
      path = /href="([^"]*)" rel="next"|rel="next"[^>]*href="([^"]*)"/.exec(html)?.slice(1).find(Boolean)
        ?.replaceAll("&amp;", "&");
    }
    return seen;
  }
  const batches = await walk(paths.slips(), /class="row-link" href="\/talonarios\/lotes\/([^"]+)"/g);
  assert.equal(batches.length, PAGE_ROWS + 3);
  assert.equal(new Set(batches).size, batches.length);
  const slips = await walk(paths.slips("?ver=sin-usar"), /class="row-link" href="\/talonarios\/(S01-\d+)"/g);
  assert.equal(slips.length, 2 * (PAGE_ROWS + 3));
  assert.deepEqual(slips, [...slips].sort().reverse(), "newest first");
  app.now += 10 * 86_400_000;
  const fresh = await asReceptionist(app);
  assert.match(
    await fresh.page(paths.slips("?ver=demorados")),
    />S01-000001</,
    "those overdue longest come first",
  );
});

eachDatabase("every list of slips walks an index", async (_, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const branch = app.branchId;
  const queries = [
    ...(["open", "old", "used", "void"] as const).flatMap((view) =>
      [null, 50].map((before) => slipList(ctx, branch, { view, before }))
    ),
    batchList(ctx, branch, null),
    batchList(ctx, branch, 50),
    unusedCount(ctx, branch),
    labelRows(ctx.db, ["a", "b"]),
    slipRows(ctx.db).where("slip.number", "=", "S01-000001"),
    slipRows(ctx.db).where("slip.batch_id", "=", "a").orderBy("slip.seq"),
  ];
  for (const query of queries) await assertUsesIndex(database, query.compile());
});

Deno.test("a list's address says what it shows, and nonsense shows the batches", () => {
  for (const view of SLIP_VIEWS) {
    for (const before of [null, 12]) {
      const address = new URLSearchParams(slipQuery({ view, before }));
      assert.deepEqual(slipFilter(Object.fromEntries(address)), { view, before });
    }
  }
  assert.deepEqual(slipFilter({ ver: "nada", antes: "x" }), { view: "batches", before: null });
});
