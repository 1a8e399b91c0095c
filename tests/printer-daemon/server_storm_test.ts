import { aSeed } from "./daemon_process.ts";
import { serverStorm } from "./server_storm.ts";

Deno.test("the server is killed in the middle of thirty labels: none lost, none doubled", async () => {
  const seed = aSeed();
  console.log(`SEED=${seed}`);
  await serverStorm({ seed, labels: 30, kills: 1, printMs: 60 });
});
