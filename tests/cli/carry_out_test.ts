import assert from "node:assert/strict";
import { carryOut } from "../../src/cli/carry_out.ts";
import { testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";

Deno.test("a wrong choice or figure is told with what would be right", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const wrong: [command: string, input: Record<string, unknown>, told: RegExp][] = [
    [
      "create-user",
      { role: "boss", email: "a@example.com", name: "A" },
      /^--role: Choose of admin, technician, receptionist\.$/,
    ],
    ["create-token", { name: "Web", scopes: ["foo", "orders:read"] }, /^--scopes: Choose of .*orders:read/],
    [
      "create-token",
      { name: "", scopes: ["orders:read"], expires_in_days: 0 },
      /^--name: Fill this in\.\n--expires-in-days: At least 1\.$/,
    ],
    [
      "seed",
      { orders: "many", clients: "900000" },
      /^--orders: Write a whole number\.\n--clients: At most 500000\.$/,
    ],
  ];
  for (const [command, input, told] of wrong) {
    const outcome = await carryOut(app.services, { command, input });
    assert.ok(!outcome.ok);
    assert.equal(outcome.code, "invalid");
    assert.match(outcome.problem, told);
  }
});
