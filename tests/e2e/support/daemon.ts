import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { collect, end } from "./server.ts";

export interface TestDaemon {
  /** `printer-daemon pair CODE`, as it is typed on the computer beside the printer. Throws with what it said. */
  pair(code: string): Promise<void>;
  /** Starts it for good. */
  run(): void;
  output(): string;
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL("../../../printer-daemon/main.ts", import.meta.url));

/** The real daemon in a folder of its own, with leave for this server and this printer only. */
export async function installDaemon(
  { server, printerPort }: { server: string; printerPort: number },
): Promise<TestDaemon> {
  const dir = await Deno.makeTempDir({ prefix: "reparo-daemon-" });
  const config = `${dir}/printer-daemon.json`;
  await Deno.writeTextFile(
    config,
    JSON.stringify({
      server,
      name: "Mostrador",
      token_file: "token",
      spool_dir: "spool",
      printers: [{
        key: "mostrador",
        connection: { type: "tcp", host: "127.0.0.1", port: printerPort },
        dpi: 203,
        width_mm: 57,
        height_mm: 32,
      }],
    }),
  );
  const output = { text: "" };
  let running: { child: Deno.ChildProcess; reading: Promise<unknown> } | null = null;

  function command(...words: string[]): Deno.Command {
    return new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        `--allow-net=${new URL(server).host},127.0.0.1:${printerPort}`,
        `--allow-read=${dir}`,
        `--allow-write=${dir}`,
        MAIN,
        ...words,
        "--config",
        config,
      ],
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  }

  return {
    async pair(code) {
      const { success, stdout, stderr } = await command("pair", code).output();
      const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
      output.text += said;
      assert.ok(success, said);
    },
    run() {
      const child = command("run").spawn();
      running = {
        child,
        reading: Promise.all([collect(child.stdout, output), collect(child.stderr, output)]),
      };
    },
    output: () => output.text,
    async stop() {
      if (running) {
        await end(running.child);
        await running.reading;
      }
      await Deno.remove(dir, { recursive: true });
    },
  };
}
