import assert from "node:assert/strict";
import { inPlace } from "./daemon_process.ts";
import { startPollServer, zplOf } from "./poll_server.ts";
import { aReceiptJob, receiptEntry } from "./receipt_stage.ts";
import { configText, inShop, until } from "./shop.ts";

/** Stands in for CUPS' own `lp`: keeps what it is given, or fails in the ways that the real one knows. */
const LP = `#!/bin/sh
here=$(dirname "$0")
case $(cat "$here/mode") in
  fail) echo "lp: The printer or class does not exist." >&2; exit 1 ;;
  late) cat > /dev/null; echo "lp: Unable to connect to server" >&2; exit 1 ;;
  hang) cat > "$here/hung"; exec sleep 600 ;;
  deaf) exec sleep 600 ;;
esac
file="$here/job-$(ls "$here" | grep -c '^job-')"
cat > "$file.part" && mv "$file.part" "$file"
echo "$@" >> "$here/arguments"
echo "request id is $2-1 (0 file(s))"
`;

type Mode = "take" | "fail" | "late" | "hang" | "deaf";

interface Queue {
  dir: string;
  set(mode: Mode): void;
  /** What was handed in, job by job. */
  jobs(): Uint8Array[];
  arguments(): string[];
}

async function withQueue(mode: Mode, work: (queue: Queue) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  const path = Deno.env.get("PATH") ?? "";
  const set = (mode: Mode) => Deno.writeTextFileSync(`${dir}/mode`, mode);
  set(mode);
  Deno.writeTextFileSync(`${dir}/arguments`, "");
  Deno.writeTextFileSync(`${dir}/lp`, LP, { mode: 0o755 });
  Deno.env.set("PATH", `${dir}:${path}`);
  const names = () =>
    [...Deno.readDirSync(dir)].map(({ name }) => name).filter((name) => /^job-\d+$/.test(name));
  try {
    await work({
      dir,
      set,
      jobs: () => names().sort().map((name) => Deno.readFileSync(`${dir}/${name}`)),
      arguments: () => Deno.readTextFileSync(`${dir}/arguments`).trim().split("\n"),
    });
  } finally {
    Deno.env.set("PATH", path);
    await Deno.remove(dir, { recursive: true });
  }
}

const RAW = { connection: { type: "cups", queue: "Zebra_ZD421" } };
const cupsTest = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, fn, ignore: Deno.build.os === "windows" });

cupsTest("a print queue gets labels byte for byte, and they end as sent", async () => {
  await withQueue("take", async (queue) => {
    await inShop({ entry: RAW }, async ({ server, untilJob, untilPrinter }) => {
      server.offer({ id: "j1" });
      server.offer({ id: "j2", copies: 2 });
      await untilJob("j1", "sent");
      await untilJob("j2", "sent");
      await untilPrinter(null);
      assert.deepEqual(queue.jobs().map((bytes) => new TextDecoder().decode(bytes)), [
        zplOf("j1"),
        zplOf("j2", 2),
      ]);
      assert.deepEqual(queue.arguments(), [
        "-d Zebra_ZD421 -o raw -t j1",
        "-d Zebra_ZD421 -o raw -t j2",
      ]);
      const [printer] = server.hellos[0]?.printers ?? [];
      assert.deepEqual([printer?.kind, printer?.status], ["cups", "none"]);
    });
  });
});

cupsTest("a print queue takes receipts too, whatever bytes they hold", async () => {
  await withQueue("take", async (queue) => {
    await inShop({ entry: receiptEntry({ type: "cups", queue: "caja" }) }, async ({ server, untilJob }) => {
      const job = aReceiptJob("r1");
      server.offer(job);
      await untilJob("r1", "sent");
      assert.deepEqual(queue.jobs().map((bytes) => bytes.toBase64()), [job.content]);
    });
  });
});

for (const mode of ["fail", "late"] as const) {
  cupsTest(
    `a queue that refuses (${mode}): the label waits, staff are told, and it is handed in once`,
    async () => {
      await withQueue(mode, async (queue) => {
        await inShop({ entry: RAW }, async ({ server, log, untilJob, untilPrinter }) => {
          server.offer({ id: "j1" });
          await untilPrinter("queue_failed");
          await untilJob("j1", "custody");
          await until(() => log.some((line) => line.includes("lp: ")), () => log.join("\n"));
          queue.set("take");
          await untilJob("j1", "sent");
          await untilPrinter(null);
          assert.equal(queue.jobs().length, 1);
          const states = server.jobs.get("j1")?.events.map(({ state }) => state) ?? [];
          assert.equal(states.filter((state) => state === "sent").length, 1);
        });
      });
    },
  );
}

cupsTest(
  "a queue that hangs: the label is in doubt after the deadline, and the next one goes on",
  async () => {
    await withQueue("hang", async (queue) => {
      // Long enough for `lp` to start on a busy machine: the next label is under the same deadline.
      await inShop({ entry: RAW, timing: { write: 3_000 } }, async ({ server, untilJob, untilPrinter }) => {
        server.offer({ id: "j1" });
        await untilJob("j1", "unknown");
        assert.equal(server.jobs.get("j1")?.events.at(-1)?.reason, "connection_lost");
        queue.set("take");
        server.offer({ id: "j2" });
        await untilJob("j2", "sent");
        await untilPrinter(null);
        assert.equal(queue.jobs().length, 1);
        assert.equal(server.jobs.get("j1")?.state, "unknown");
      });
    });
  },
);

cupsTest("a queue that stops reading in the middle of a label leaves it in doubt as well", async () => {
  await withQueue("deaf", async (queue) => {
    await inShop({ entry: RAW, timing: { write: 400 } }, async ({ server, untilJob }) => {
      const long = zplOf("j1").replace("^FS", `^FS${"^FO10,10^GB1,1,1^FS".repeat(5_000)}`);
      server.offer({ id: "j1", content: long });
      await untilJob("j1", "unknown");
      const bytes = server.jobs.get("j1")?.events.at(-1)?.evidence?.bytes ?? 0;
      assert.ok(bytes > 0 && bytes < long.length, `${bytes} of ${long.length}`);
      assert.equal(queue.jobs().length, 0);
    });
  });
});

cupsTest("a computer without `lp` is a fault of the printer, not the end of the daemon", async () => {
  await withQueue("take", async (queue) => {
    const path = Deno.env.get("PATH") ?? "";
    Deno.env.set("PATH", "/nowhere");
    try {
      await inShop({ entry: RAW }, async ({ server, untilJob, untilPrinter }) => {
        server.offer({ id: "j1" });
        await untilPrinter("queue_failed");
        await untilJob("j1", "custody");
        Deno.env.set("PATH", path);
        await untilJob("j1", "sent");
        assert.equal(queue.jobs().length, 1);
      });
    } finally {
      Deno.env.set("PATH", path);
    }
  });
});

cupsTest("leave to run `lp` and nothing else is enough", async () => {
  await withQueue("take", async (queue) => {
    const server = startPollServer();
    await inPlace(configText({ server: server.url, port: 9, entry: RAW }), async ({ dir, config }) => {
      await Deno.writeTextFile(`${dir}/token`, server.token);
      const leave = [
        "--allow-net=127.0.0.1",
        `--allow-read=${dir}`,
        `--allow-write=${dir}`,
        "--allow-run=lp",
      ];
      const main = new URL("../../printer-daemon/main.ts", import.meta.url).pathname;
      const args = ["run", "--no-prompt", ...leave, main, "run", "--config", config];
      const daemon = new Deno.Command(Deno.execPath(), { args, stdout: "null", stderr: "null" }).spawn();
      server.offer({ id: "j1" });
      await until(() => server.jobs.get("j1")?.state === "sent", () => `${server.jobs.get("j1")?.state}`);
      assert.equal(queue.jobs().length, 1);
      daemon.kill("SIGTERM");
      await daemon.status;
    });
    await server.close();
  });
});
