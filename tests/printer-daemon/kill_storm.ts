import assert from "node:assert/strict";
import { startPrinter } from "../support/printer.ts";
import { inPlace, randomOf, start } from "./daemon_process.ts";
import { startPollServer, zplOf } from "./poll_server.ts";
import { configText, until } from "./shop.ts";

interface Storm {
  seed: number;
  labels: number;
  kills: number;
  /** Whether the printer counts its labels. */
  counts: boolean;
  printMs: number;
}

/**
 * Kills a real daemon again and again while it prints. Every label comes out exactly once; without a counter at most one
 * label for each kill is a question for staff, and came out once or not at all. Returns how many are in question.
 */
export async function killStorm({ seed, labels, kills, counts, printMs }: Storm): Promise<number> {
  const random = randomOf(seed);
  const what = `SEED=${seed} counts=${counts}`;
  const server = startPollServer();
  const printer = await startPrinter({ printMs, ...(counts ? {} : { odometer: null }) });
  const ids = Array.from({ length: labels }, (_, index) => `j${index}`);
  const stateOf = (id: string) => server.jobs.get(id)?.state;
  const ended = () => ids.filter((id) => stateOf(id) === "printed" || stateOf(id) === "unknown").length;
  try {
    await inPlace(configText({ server: server.url, port: printer.port }), async (place) => {
      await Deno.writeTextFile(`${place.dir}/token`, server.token);
      let daemon = start(place);
      for (const id of ids) server.offer({ id });
      const moments = Array.from({ length: kills }, () => random() * labels * 0.9).sort((a, b) => a - b);
      for (const moment of moments) {
        await until(() => ended() >= Math.floor(moment), () => `${what}: stuck at ${ended()}`, 60_000);
        await new Promise((resolve) => setTimeout(resolve, random() * (printMs + 300)));
        daemon.child.kill("SIGKILL");
        await daemon.done;
        daemon = start(place);
      }
      await until(() => ended() === labels, () => `${what}: ${ended()} of ${labels}\n${daemon.output()}`, {
        ms: 60_000 + labels * (printMs + 1_000),
        every: 20,
      });
      daemon.child.kill("SIGTERM");
      assert.equal(await daemon.done, 0, `${what}: SIGTERM ends it cleanly`);
    });
    const out = (id: string) => printer.labels.filter(({ zpl }) => zpl === zplOf(id).trim()).length;
    const unknown = ids.filter((id) => stateOf(id) === "unknown");
    for (const id of ids) {
      if (stateOf(id) === "printed") assert.equal(out(id), 1, `${what}: ${id} is printed and came out once`);
      else assert.ok(out(id) <= 1, `${what}: ${id} is unknown and came out at most once`);
    }
    assert.ok(unknown.length <= (counts ? 0 : kills), `${what}: ${unknown.length} unknown`);
    assert.deepEqual(server.faults, [], what);
    return unknown.length;
  } finally {
    await printer.close();
    await server.close();
  }
}
