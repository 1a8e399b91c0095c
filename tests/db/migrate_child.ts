/** Migrates the database in the first argument and says when it begins and how much it did. */
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { manySteps } from "./many_steps.ts";

const database = await openDatabase<unknown>(Deno.args[0] ?? "");
console.log("migrating");
const applied = await migrate(database, manySteps);
console.log(`applied ${applied.length}`);
await database.close();
