import { partFilter } from "../../src/parts/filter.ts";
import { codeQuery, serialQuery } from "../../src/parts/find.ts";
import { orderPartRows, partsFitting, partsFound } from "../../src/parts/order_part_queries.ts";
import { openPurchaseQuery, purchaseQuery, replenishQuery } from "../../src/parts/purchase_queries.ts";
import { categoryQuery, lowParts, partList } from "../../src/parts/queries.ts";
import { differenceQuery } from "../../src/parts/stock_check.ts";
import { comingQuery, holderQuery, moveQuery, unitQuery } from "../../src/parts/stock_queries.ts";
import { waitingLines } from "../../src/parts/waiting.ts";
import { partsMatching } from "../../src/search/queries.ts";
import { testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { aPart } from "../support/part_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

eachDatabase("every list of parts, stock and purchases is served by an index", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app, { stock: 1 });
  const ctx = await app.ctx(userActor(app, "admin"));
  const branchId = app.branchId;
  const place = { partId: id, branchId };
  const device = { brand: "Samsung", model: "Galaxy A54" };
  const lists = ["", "q=pantalla", "categoria=Pantallas", "ver=bajos", "ver=inactivos", "desde=7", "antes=7"]
    .map((query) =>
      partList(ctx, partFilter(Object.fromEntries(new URLSearchParams(query))), branchId).limit(51)
    );
  const queries = [
    ...lists,
    lowParts(ctx, branchId).limit(100),
    categoryQuery(ctx),
    codeQuery(ctx.db, "PANT"),
    serialQuery(ctx.db, "SN0001"),
    partsFound(ctx, branchId, "pantalla").limit(8),
    partsFitting(ctx, branchId, device).limit(8),
    partsMatching(ctx, { text: "pantalla", kinds: ["parts"], limit: 6 }).limit(7),
    orderPartRows(ctx.db, id),
    moveQuery(ctx, id, null).limit(31),
    moveQuery(ctx, id, id).limit(31),
    unitQuery(ctx, id),
    holderQuery(ctx, place),
    comingQuery(ctx, place),
    waitingLines(ctx.db, place),
    purchaseQuery(ctx, branchId),
    purchaseQuery(ctx, branchId, 9),
    openPurchaseQuery(ctx, branchId),
    replenishQuery(ctx, branchId),
    differenceQuery(ctx.db, [id]),
  ];
  for (const query of queries) await assertUsesIndex(database, query.compile());
});
