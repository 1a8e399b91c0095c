import { errorFacts, logOf } from "../logs.ts";

const log = logOf("server");
/** An editor writes a file in several steps. */
const SETTLED_MS = 60;

/** Until the server stops: `changed` after files of the folder changed, by whether they were style sheets alone. */
export function watchStatic(
  folder: string,
  stopping: AbortSignal,
  changed: (what: "style" | "page") => Promise<void>,
): void {
  const watcher = Deno.watchFs(folder);
  stopping.addEventListener("abort", () => watcher.close());
  followed().catch((error) => log.error("Files are no longer watched", errorFacts(error)));

  async function followed(): Promise<void> {
    const touched = new Set<string>();
    for await (const { kind, paths } of watcher) {
      if (kind === "access") continue;
      if (touched.size === 0) setTimeout(settle, SETTLED_MS);
      for (const path of paths) touched.add(path);
    }
    function settle(): void {
      const styles = [...touched].every((path) => path.endsWith(".css"));
      touched.clear();
      changed(styles ? "style" : "page")
        .catch((error) => log.error("The files could not be read again", errorFacts(error)));
    }
  }
}
