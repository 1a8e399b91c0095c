/**
 * The long round of migrations that are killed, at points spread evenly from an early schema to the present one; the server itself brings
 * what is left up to date. Part of `deno task soak`; by itself `deno run -A tests/soak/migrations.ts [kills]`.
 */
import { killedMigrations } from "../faults/killed_migration.ts";

const kills = Number(Deno.args[0] ?? 50);
const began = performance.now();
const { statements, ...found } = await killedMigrations({ kills, server: true });
console.log(
  `${kills} kills among ${statements} statements: ${found.old} times the old schema, ${found.new} times the new one, never half; ` +
    `each brought up to date by the next start; ${Math.round((performance.now() - began) / 1_000)} s`,
);
