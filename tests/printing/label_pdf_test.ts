import assert from "node:assert/strict";
import { requestLabel } from "../../src/printing/commands.ts";
import { reprint } from "../../src/printing/job_commands.ts";
import { paths } from "../../src/paths.ts";
import { checkSyntax, codesOn, factsOf, paperTest } from "../documents/paper.ts";
import { asAdmin, asTechnician, testApp, userActor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aDaemon, serving } from "./daemon_stage.ts";

paperTest(
  "a label of an order is also a page for a common printer, and only through its own order",
  async () => {
    await using database = await freshDatabase();
    await using app = await testApp(database);
    await using server = await serving(app);
    const daemon = await aDaemon(app, server);
    const { number } = await anOrder(app, { accessories: ["Cargador"] });
    const other = await anOrder(app);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const [id = ""] = await requestLabel(ctx, number, { idemKey: "click" });
    const bench = await asTechnician(app);
    const answer = await bench.get(paths.orderLabelPdf(number, id));
    assert.equal(answer.headers.get("Content-Type"), "application/pdf");
    assert.equal(answer.headers.get("Content-Disposition"), `inline; filename="${number}.pdf"`);
    const pdf = new Uint8Array(await answer.arrayBuffer());
    await checkSyntax(pdf);
    const { Title, "Page size": page } = await factsOf(pdf);
    assert.deepEqual([Title, page], [number, "161.575 x 90.7087 pts"]);
    const [code, link = ""] = await codesOn(pdf, 300);
    assert.equal(code, number);
    assert.equal(link, `http://localhost:8000${paths.order(number)}`);
    assert.equal((await bench.get(paths.orderLabelPdf(other.number, id))).status, 404);
    assert.match(
      await bench.page(paths.order(number)),
      new RegExp(`href="${paths.orderLabelPdf(number, id)}"`),
    );

    await daemon.answer();
    const events = (["custody", "sending", "printed"] as const).map((state) => daemon.event(id, state));
    await daemon.answer({ events });
    const again = await reprint(ctx, id, "again");
    const admin = await asAdmin(app);
    const repeated = await admin.get(paths.printJobPdf(again));
    assert.equal(repeated.status, 200, "a reprint keeps the boxes");
    await repeated.body?.cancel();
    assert.equal((await bench.get(paths.printJobPdf(again))).status, 404);
  },
);
