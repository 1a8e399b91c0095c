/** Eight clients write to the database in the first argument until the process is killed; prints what was acknowledged. */
import { openDatabase } from "../../src/db/open.ts";
import { anEntry, type Ledger } from "./ledger.ts";

const [url = "", first = "0"] = Deno.args;
const { db } = await openDatabase<Ledger>(url);
const encoder = new TextEncoder();
let next = Number(first);

await Promise.all(Array.from({ length: 8 }, (_, client) => client % 4 === 3 ? writeSingly() : writePairs()));

/** Both rows or none: an even id and the odd one after it. */
async function writePairs(): Promise<never> {
  for (;;) {
    const id = take();
    await db.transaction().execute(async (trx) => {
      await trx.insertInto("entry").values(anEntry(id, { amount: id })).execute();
      await new Promise((resolve) => setTimeout(resolve, id % 7 === 0 ? 1 : 0));
      await trx.insertInto("entry").values(anEntry(id + 1, { amount: id })).execute();
    });
    acknowledge(id);
  }
}

async function writeSingly(): Promise<never> {
  for (;;) {
    const id = take();
    await db.insertInto("entry").values([anEntry(id, { amount: id }), anEntry(id + 1, { amount: id })])
      .execute();
    acknowledge(id);
  }
}

function take(): number {
  next += 2;
  return next;
}

function acknowledge(id: number): void {
  Deno.stdout.writeSync(encoder.encode(`${id}\n`));
}
