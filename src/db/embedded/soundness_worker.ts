import { parentPort, workerData } from "node:worker_threads";
import { withoutHeading } from "../errors.ts";
import { libsqlEngine, nodeSqliteEngine } from "./engine.ts";
import type { SoundnessOrder } from "./soundness.ts";

const { scheme, path }: SoundnessOrder = workerData;

try {
  const open = await (scheme === "sqlite" ? nodeSqliteEngine() : libsqlEngine());
  const engine = open(path);
  try {
    engine.exec("pragma busy_timeout = 5000");
    const found = engine.prepare("pragma quick_check(3)").all([]).map(([text]) =>
      withoutHeading(String(text))
    );
    parentPort?.postMessage({ damage: found.join() === "ok" ? "" : found.join("; ") });
  } finally {
    engine.close();
  }
} catch (error) {
  parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) });
}
