/**
 * Whatever tests try by chance, tried by other chances: `deno run -A tests/soak/properties.ts [rounds, 20]`; `CHANCE` begins with
 * that one. Part of `deno task soak`.
 */
import { testFiles } from "../support/batches.ts";

const ROUNDS = Number(Deno.args[0] ?? 20);
const files = testFiles(["tests"]).filter((file) =>
  /\.assert\(|asyncProperty/.test(Deno.readTextFileSync(file))
);
const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
const first = Number(Deno.env.get("CHANCE") ?? random % 1_000_000);

for (let round = 0; round < ROUNDS; round++) {
  const CHANCE = String(first + round);
  const args = ["run", "-A", "tests/run.ts", "--reporter=dot", ...files];
  const { success } = await new Deno.Command(Deno.execPath(), { args, env: { CHANCE }, stdin: "null" })
    .spawn().status;
  if (!success) {
    console.error(`CHANCE=${CHANCE} failed`);
    Deno.exit(1);
  }
}
console.log(`${files.length} files, ${ROUNDS} rounds from CHANCE=${first} on`);
