import assert from "node:assert/strict";

const APPEND_ONLY = [
  "order_event",
  "charge",
  "payment",
  "payment_receipt",
  "diagnosis",
  "note",
  "secret_access",
  "delivery",
  "cash_movement",
  "cash_count",
  "order_balance",
  "quote_decision",
  "quote_sharing",
  "stock_move",
  "order_part_past",
  "part_cost",
  "work_time",
  "audit_event",
  "print_job_event",
  "delivery_accessory",
  "loan",
  "loan_return",
  "appointment_event",
];

Deno.test("nothing in the program changes or deletes what is history or money", async () => {
  const change = new RegExp(`(updateTable|deleteFrom)\\(\\s*"(${APPEND_ONLY.join("|")})"`);
  const found: string[] = [];
  let read = 0;
  for await (const path of sources(new URL("../../src/", import.meta.url))) {
    read += 1;
    const hit = change.exec(await Deno.readTextFile(path));
    if (hit) found.push(`${path.pathname}: ${hit[0]}`);
  }
  assert.deepEqual(found, []);
  assert.ok(read > 100);
});

async function* sources(folder: URL): AsyncGenerator<URL> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory) yield* sources(new URL(`${entry.name}/`, folder));
    else if (/\.tsx?$/.test(entry.name)) yield new URL(entry.name, folder);
  }
}
