import assert from "node:assert/strict";
import type { Role } from "../../src/users/role.ts";
import { signedIn, testApp, userActor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { fillOrder } from "../support/full_order.ts";
import { anOrder } from "../support/order_builders.ts";

const ROLES: Role[] = ["admin", "technician", "receptionist"];
/** Besides files of the program: a roll's paper is there where the sheet is. */
const ELSEWHERE = /^\/static|formato=80mm/;
/** As far apart as orders can be. */
const STATUSES = ["draft", "received", "awaiting_parts", "ready", "delivered", "abandoned"] as const;

function linksIn(page: string): string[] {
  return [...page.matchAll(/<(?:a|img|form method="get")\b[^>]*?(?:href|src|action)="(\/[^"#]*)/g)]
    .map(([, href = ""]) => href.replaceAll("&amp;", "&"))
    .filter((href) => !href.startsWith("//") && !ELSEWHERE.test(href));
}

Deno.test("no page of an order leads to what is not there", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const full = await anOrder(app, { status: "repairing", technicianId: app.users.technician.id });
  await fillOrder(await app.ctx(userActor(app, "admin")), full.id);
  for (const status of STATUSES) await anOrder(app, { status, payments: [100_00] });
  const orders = await database.db.selectFrom("order").select("number").orderBy("seq").execute();
  const dead: string[] = [];
  for (const role of ROLES) {
    const browser = await signedIn(app, role);
    const asked = new Map<string, number>();
    for (const { number } of orders) {
      const links = linksIn(await browser.page(`/ordenes/${number}`));
      assert.ok(links.length > 10, `${number}: ${links.length} links`);
      for (const link of links.filter((one) => !asked.has(one))) {
        const answer = await browser.get(link);
        await answer.body?.cancel();
        asked.set(link, answer.status);
        if ([403, 404].includes(answer.status)) dead.push(`${role} ${number} ${link} ${answer.status}`);
      }
    }
    assert.ok(asked.size > 100, `${asked.size} links`);
  }
  assert.deepEqual(dead, []);
});
