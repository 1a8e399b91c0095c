import { strict } from "../../src/db/columns.ts";
import type { Migrations } from "../../src/db/migrate.ts";

/** Long enough to be interrupted half-way. */
export const manySteps: Migrations = Object.fromEntries(
  Array.from({ length: 40 }, (_, step) => [`${String(step).padStart(4, "0")}_step`, {
    async up({ db, flavour }) {
      for (const half of ["a", "b"]) {
        await strict(
          flavour,
          db.schema.createTable(`step_${step}_${half}`).addColumn(
            "id",
            "text",
            (column) => column.primaryKey(),
          ),
        ).execute();
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    },
  }]),
);
