/**
 * The server with little memory, or with a part of a core, while all that it is for goes on at once (cgroup v1, Linux, as root).
 * `deno run -A tests/soak/pressure.ts memory MEGABYTES [SECONDS]` or `… cpu PERCENT [SECONDS]`
 */
import assert from "node:assert/strict";
import { pressure } from "../faults/pressure.ts";
import { aSeed, randomOf } from "../printer-daemon/daemon_process.ts";

/** Below it the kernel kills the server under load; `fly.toml` gives 512. */
const ENOUGH_MB = 320;

const [what = "memory", much = "440", seconds = "120"] = Deno.args;
const limits = what === "cpu" ? { cpuPercent: Number(much) } : { memoryMb: Number(much) };
const seed = aSeed();
const seen = await pressure({
  ...limits,
  orders: 3_000,
  ms: Number(seconds) * 1_000,
  random: randomOf(seed),
});
if (seen === null) {
  console.log("no cgroups here for whoever runs this");
} else {
  const { killed, crashed, resident, acts, health, list, after, answers } = seen;
  console.log(
    `SEED=${seed} ${what} ${much}: ${killed} times killed for want of memory, ${crashed} other ends; resident at most ${resident} MB; ` +
      `${acts} acts acknowledged, 0 lost; /salud ${health.join(" / ")} ms, list ${
        list.join(" / ")
      } ms (median / at most), ` +
      `list afterwards ${Math.round(after)} ms`,
  );
  console.log(JSON.stringify(answers));
  assert.equal(crashed, 0);
  if (what === "cpu" || Number(much) >= ENOUGH_MB) assert.equal(killed, 0);
}
