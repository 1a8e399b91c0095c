import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { finishSwap } from "../../src/backups/swap.ts";
import { nodeSqliteEngine } from "../../src/db/embedded/engine.ts";

const CHILD = fileURLToPath(new URL("dying_swap.ts", import.meta.url));

/** The renames of a whole swap, the journal's own among them. */
export const RENAMES = 8;

/**
 * Kills a process before one of the renames by which a restored shop takes the place of the one that is there, and starts again: there is
 * the old shop or the new one, whole, with its own attachments and key. Answers which.
 */
export async function killedSwap(at: number): Promise<"old" | "new"> {
  const data = await Deno.makeTempDir({ prefix: "reparo-swap-" });
  try {
    const [staging, aside] = [join(data, "restoring"), join(data, "before-restore")];
    await Deno.mkdir(staging);
    await aDatabase(join(data, "reparo.db"), "old");
    await aDatabase(join(staging, "reparo.db"), "new");
    for (const [folder, word] of [[data, "old"], [staging, "new"]] as const) {
      await Deno.mkdir(join(folder, "files"));
      await Deno.writeTextFile(join(folder, "files", "photo"), word);
      await Deno.writeTextFile(join(folder, "secret.key"), word);
    }
    const moves = ["reparo.db", "reparo.db-wal", "reparo.db-shm", "files", "secret.key"].map((part) => ({
      target: join(data, part),
      staged: part.includes("-") ? null : join(staging, part),
      aside: join(aside, part),
    }));
    const { signal } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--node-modules-dir=manual",
        "-A",
        "--no-check",
        CHILD,
        data,
        String(at),
        JSON.stringify(moves),
      ],
      stderr: "inherit",
    }).output();
    assert.equal(signal, "SIGKILL");
    await finishSwap(data);
    const said = await readDatabase(join(data, "reparo.db"));
    const [photo, key] = await Promise.all(
      ["files/photo", "secret.key"].map((part) => Deno.readTextFile(join(data, part))),
    );
    assert.ok(said === "old" || said === "new", said);
    assert.deepEqual([photo, key], [said, said], `killed before rename ${at}`);
    return said;
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

/** The old one's row is in its WAL alone, as the last ones of a shop are whose server was killed. */
async function aDatabase(path: string, word: string): Promise<void> {
  const made = `${path}.made`;
  const engine = (await nodeSqliteEngine())(made);
  engine.exec("pragma journal_mode = wal; create table said (word text); pragma wal_checkpoint(truncate)");
  engine.exec(`insert into said values ('${word}')`);
  if (word === "new") engine.exec("pragma wal_checkpoint(truncate)");
  await Deno.copyFile(made, path);
  if (word === "old") await Deno.copyFile(`${made}-wal`, `${path}-wal`);
  engine.close();
  await Deno.remove(made);
}

async function readDatabase(path: string): Promise<string> {
  const engine = (await nodeSqliteEngine())(path);
  try {
    assert.deepEqual(engine.prepare("pragma integrity_check").all([]), [["ok"]]);
    return engine.prepare("select group_concat(word) from said").all([]).flat().join();
  } finally {
    engine.close();
  }
}
