import { aSeed } from "./daemon_process.ts";
import { killStorm } from "./kill_storm.ts";

for (const counts of [true, false]) {
  const printer = counts ? "a printer that counts" : "a printer that does not count";
  Deno.test(`three kills over thirty labels of ${printer}: none lost, none doubled`, async () => {
    const seed = aSeed();
    console.log(`SEED=${seed}`);
    await killStorm({ seed, labels: 30, kills: 3, counts, printMs: 40 });
  });
}
