import { aSeed } from "./daemon_process.ts";
import { killStorm } from "./kill_storm.ts";

Deno.test("three kills over thirty labels: none lost, none doubled, in question only without a counter", async (t) => {
  const seed = aSeed();
  console.log(`SEED=${seed}`);
  await Promise.all([true, false].map((counts) =>
    t.step({
      name: counts ? "a printer that counts" : "a printer that does not count",
      fn: async () => {
        await killStorm({ seed, labels: 30, kills: 3, counts, printMs: 40 });
      },
      sanitizeOps: false,
      sanitizeResources: false,
      sanitizeExit: false,
    })
  ));
});
