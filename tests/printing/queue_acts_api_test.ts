import assert from "node:assert/strict";
import { expirePrintJobs } from "../../src/printing/job_commands.ts";
import { aCaller, refused } from "../api/caller.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { withRoll } from "./roll_stage.ts";
import { twoPrinters } from "./two_printers.ts";

const JOBS = "/api/trabajos-impresion";

eachDatabase("a program moves, retries and dismisses labels as the screens do", async (_t, database) => {
  await twoPrinters(database, async ({ app, first, second, ask, job, history }) => {
    const caller = await aCaller(app, ["print", "printers:write"]);
    const act = (id: string, verb: string, body?: unknown) =>
      caller.send("POST", `${JOBS}/${id}/${verb}`, body);
    const id = await ask();
    const moved = await act(id, "traslado", { printer: "taller" });
    assert.deepEqual([moved.status, (await moved.json()).printer], [200, "taller"]);
    assert.equal((await job(id)).printer_id, second);
    assert.equal((await act(id, "traslado", { printer: "cocina" })).status, 404);
    const retried = await act(id, "reintento");
    assert.deepEqual([retried.status, (await retried.json()).state], [200, "queued"]);
    assert.ok((await history(id)).includes("queued:staff_retry"));
    assert.deepEqual(await refused(act(id, "descarte")), [409, "print_job_moved"]);

    const queue = await caller.send("POST", `/api/impresoras/${second}/traslado`, { printer_id: first });
    assert.deepEqual([queue.status, await queue.json()], [200, { moved: 1, asked: 0, left: 0 }]);
    assert.equal((await job(id)).printer_id, first);

    app.now += 8 * 86_400_000;
    assert.equal(await expirePrintJobs(await app.ctx()), 1);
    assert.deepEqual(await refused(act(id, "reintento")), [409, "print_job_moved"]);
    assert.deepEqual(await refused(act(id, "traslado", { printer: "taller" })), [
      409,
      "print_job_cannot_move",
    ]);
    assert.equal((await act(id, "descarte")).status, 200);
    const plain = await aCaller(app, ["print"]);
    const asked = plain.send("POST", `/api/impresoras/${second}/traslado`, { printer_id: first });
    assert.deepEqual(await refused(asked), [403, "scope_missing"]);
  });
});

eachDatabase("a program prints receipts where the branch has them come out", async (_t, database) => {
  await withRoll(database, async ({ app, rolls }) => {
    const { number } = await anOrder(app);
    const caller = await aCaller(app, ["print"]);
    const before = (await rolls()).length;
    const print = (document: string, key: string) =>
      caller.send("POST", `/api/ordenes/${number}/impresion`, { document }, { "Idempotency-Key": key });
    const asked = await print("receipt_intake", "uno");
    const { job_ids } = await asked.json();
    assert.deepEqual([asked.status, job_ids.length], [202, 1]);
    assert.deepEqual(await (await print("receipt_intake", "uno")).json(), { job_ids });
    assert.equal((await rolls()).length, before + 1, "once");
    assert.deepEqual(await refused(print("receipt_delivery", "dos")), [403, "scope_missing"]);
    const payments = await aCaller(app, ["print", "payments:read"]);
    const early = payments.send("POST", `/api/ordenes/${number}/impresion`, { document: "receipt_delivery" });
    assert.deepEqual(await refused(early), [409, "not_delivered"]);
    assert.deepEqual(await refused(print("quote", "tres")), [422, "document", "required"]);
  });
});
