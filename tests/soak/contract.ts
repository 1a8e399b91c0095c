/**
 * The long round of the API's contract: every operation asked thousands of times in a shop of its own, with what fits and what does
 * not, each answer held against the document. Part of `deno task soak`; by itself
 * `deno run -A tests/soak/contract.ts [--cases=2000] [--seed=…] [--processes=…] [--engine=libsql|postgres] [ids of operations, all]`.
 * The seed that it tells makes the same cases again.
 */
import { parseArgs } from "node:util";
import { OPERATIONS } from "../../src/api/app.ts";
import type { Operation } from "../../src/api/operation.ts";
import { startWalk } from "../api/contract_walk.ts";
import type { TestEngine } from "../support/database.ts";

interface Round {
  cases: number;
  seed: number;
  engine: TestEngine;
  /** Which share of the operations, of how many. */
  share: number;
  processes: number;
  ids: string[];
}

/** What a process tells of each operation, a line each. */
interface Told {
  id: string;
  statuses: [number, number][];
  ms: number;
  failed?: string;
}

const IN_ONE_SHOP = 200;

const { values, positionals: ids } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    cases: { type: "string", default: "2000" },
    seed: { type: "string", default: String(Math.trunc(Math.random() * 2 ** 31)) },
    processes: { type: "string", default: String(navigator.hardwareConcurrency) },
    engine: { type: "string", default: "libsql" },
    share: { type: "string" },
  },
});
const round: Round = {
  cases: Number(values.cases),
  seed: Number(values.seed),
  engine: values.engine === "postgres" ? "postgres" : "libsql",
  share: Number(values.share ?? 0),
  processes: Number(values.processes),
  ids,
};

if (values.share !== undefined) await askShare(round);
else Deno.exit(await askAll(round) ? 0 : 1);

/** Every process walks each n-th operation; this one adds up what they tell. */
async function askAll({ cases, seed, engine, processes, ids }: Round): Promise<boolean> {
  const began = performance.now();
  console.log(`${cases} cases an operation on ${engine}, ${processes} processes: --seed=${seed}`);
  const told: Told[] = [];
  const codes = await Promise.all(Array.from({ length: processes }, async (_, share) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-check", import.meta.filename ?? "", `--cases=${cases}`, `--seed=${seed}`],
        ...[`--engine=${engine}`, `--processes=${processes}`, `--share=${share}`, ...ids],
      ],
      stdout: "piped",
    }).spawn();
    for await (const line of lines(child.stdout)) {
      const one: Told = JSON.parse(line);
      told.push(one);
      console.log(`${one.id}: ${summed([one])}, ${Math.round(one.ms / 1_000)} s`);
      if (one.failed) console.error(one.failed);
    }
    return (await child.status).code;
  }));
  const seconds = Math.round((performance.now() - began) / 1_000);
  const failed = told.filter((one) => one.failed).map(({ id }) => id);
  console.log(
    `${told.length} operations, ${cases} cases each, ${seconds} s, --seed=${seed}: ${summed(told)}`,
  );
  if (failed.length > 0) console.error(`Not as documented: ${failed.join(" ")}`);
  return failed.length === 0 && codes.every((code) => code === 0);
}

async function askShare({ cases, seed, engine, share, processes, ids }: Round): Promise<void> {
  const asked = OPERATIONS.filter(({ id }) => ids.length === 0 || ids.includes(id))
    .filter((_, at) => at % processes === share);
  for (const operation of asked) {
    const began = performance.now();
    const statuses = new Map<number, number>();
    const failed = await askOften(operation, { cases, seed, engine, statuses }).catch(String);
    const told: Told = { id: operation.id, statuses: [...statuses], ms: performance.now() - began };
    console.log(JSON.stringify(failed ? { ...told, failed } : told));
  }
}

/** In a new shop every so often: an order with a thousand notes is answered ten times as slowly. */
async function askOften(
  operation: Operation,
  { cases, seed, engine, statuses }: Pick<Round, "cases" | "seed" | "engine"> & {
    statuses: Map<number, number>;
  },
): Promise<void> {
  for (let asked = 0; asked < cases; asked += IN_ONE_SHOP) {
    await using walk = await startWalk(engine);
    await walk.ask(operation, { runs: Math.min(IN_ONE_SHOP, cases - asked), seed: seed + asked, statuses });
  }
}

async function* lines(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const all = (rest + text).split("\n");
    rest = all.pop() ?? "";
    yield* all;
  }
}

function summed(told: readonly Told[]): string {
  const totals = new Map<number, number>();
  for (const [status, times] of told.flatMap(({ statuses }) => statuses)) {
    totals.set(status, (totals.get(status) ?? 0) + times);
  }
  return [...totals].sort(([a], [b]) => a - b).map(([status, times]) => `${times} × ${status}`).join(", ");
}
