import assert from "node:assert/strict";
import { ReceiptPrinter } from "../support/receipt_printer.ts";
import { startPrinter } from "../support/printer.ts";
import { command, inPlace } from "./daemon_process.ts";
import { zplOf } from "./poll_server.ts";
import { aReceiptJob, receiptEntry } from "./receipt_stage.ts";
import { configText, inShop, until } from "./shop.ts";

const LINUX = Deno.build.os === "linux";
const SOCAT = LINUX && await succeeds("socat", ["-V"]);
if (!SOCAT) console.warn("SKIPPED: a device that answers needs socat; install it to test.");

async function succeeds(program: string, args: string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** A device file in a folder of its own; `work` gets its path. */
async function withPath(work: (path: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await work(`${dir}/lp0`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** A terminal device in front of a printer of the network: real file descriptors that may block, read and written. */
async function withDevice(port: number, work: (path: string) => Promise<void>): Promise<void> {
  await withPath(async (path) => {
    const args = [`PTY,link=${path},raw,echo=0,ignoreeof`, `TCP:127.0.0.1:${port}`];
    const socat = new Deno.Command("socat", { args, stdout: "null", stderr: "null" }).spawn();
    await until(() => exists(path), () => "no device");
    const holder = await Deno.open(path, { read: true, write: true });
    try {
      await work(path);
    } finally {
      socat.kill("SIGTERM");
      await socat.status;
      holder.close();
    }
  });
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

async function makeFifo(path: string): Promise<void> {
  assert.ok(await succeeds("mkfifo", [path]));
}

/** What comes out of a pipe, without ever ending its reading. */
function drain(path: string): { text(): string; stop(): Promise<void> } {
  const cat = new Deno.Command("sh", { args: ["-c", 'exec cat < "$0"', path], stdout: "piped" });
  const child = cat.spawn();
  let text = "";
  const done = (async () => {
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) text += part;
  })();
  return {
    text: () => text,
    stop: async () => {
      try {
        child.kill("SIGTERM");
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
      await child.status;
      await done;
    },
  };
}

Deno.test({
  name: "a label printer behind a device file answers, counts and confirms",
  ignore: !SOCAT,
  async fn() {
    const printer = await startPrinter();
    await withDevice(printer.port, async (path) => {
      await inShop(
        { entry: { connection: { type: "device", path } } },
        async ({ server, untilJob, untilPrinter }) => {
          server.offer({ id: "j1" });
          server.offer({ id: "j2", copies: 2 });
          await untilJob("j2", "printed");
          assert.equal(printer.labels.length, 3);
          assert.deepEqual(server.jobs.get("j1")?.events.at(-1)?.evidence?.odoAfter, 1001);
          assert.equal(server.hellos[0]?.printers[0]?.kind, "device");
          printer.set({ paperOut: true });
          await untilPrinter("paper_out");
        },
      );
    });
    await printer.close();
  },
});

Deno.test({
  name: "a receipt printer behind a device file answers and confirms",
  ignore: !SOCAT,
  async fn() {
    const printer = new ReceiptPrinter({ lineMs: 10 });
    await withDevice(printer.port, async (path) => {
      const entry = receiptEntry({ type: "device", path });
      await inShop({ entry }, async ({ server, untilJob }) => {
        server.offer(aReceiptJob("r1"));
        await untilJob("r1", "printed");
        assert.equal(printer.receipts.length, 1);
      });
    });
    await printer.close();
  },
});

Deno.test({
  name: "a device that answers nothing gets no byte of a label, and every question has its deadline",
  ignore: !SOCAT,
  async fn() {
    const printer = await startPrinter({ silent: true });
    await withDevice(printer.port, async (path) => {
      const timing = { statusReply: 150, errorReply: 150 };
      const entry = { connection: { type: "device", path } };
      await inShop({ entry, timing }, async ({ server, untilJob, untilPrinter }) => {
        server.offer({ id: "j1" });
        await untilPrinter("no_reply");
        assert.ok(!printer.received().includes("^XA"));
        printer.set({ silent: false });
        await untilJob("j1", "printed");
      });
    });
    await printer.close();
  },
});

Deno.test({
  name: "a one-way device gets whole labels, which end as sent",
  ignore: !LINUX,
  async fn() {
    await withPath(async (path) => {
      await makeFifo(path);
      const paper = drain(path);
      const keepOpen = await Deno.open(path, { write: true });
      const entry = { connection: { type: "device", path }, status: "none" };
      await inShop({ entry }, async ({ server, untilJob, untilPrinter }) => {
        server.offer({ id: "j1" });
        server.offer({ id: "j2" });
        await untilJob("j1", "sent");
        await untilJob("j2", "sent");
        await untilPrinter(null);
        await until(() => paper.text() === zplOf("j1") + zplOf("j2"), () => paper.text());
      });
      keepOpen.close();
      await paper.stop();
    });
  },
});

Deno.test({
  name:
    "a device that stops taking bytes in the middle of a label: in doubt after the deadline, never sent again by itself",
  ignore: !LINUX,
  async fn() {
    await withPath(async (path) => {
      await makeFifo(path);
      const reader = await Deno.open(path, { read: true, write: true });
      const entry = { connection: { type: "device", path }, status: "none" };
      const long = zplOf("j1").replace("^FS", `^FS${"^FO10,10^GB1,1,1^FS".repeat(5_000)}`);
      await inShop({ entry, timing: { write: 1_000 } }, async ({ server, untilJob, untilPrinter }) => {
        server.offer({ id: "j1", content: long });
        await untilJob("j1", "unknown");
        const last = server.jobs.get("j1")?.events.at(-1);
        assert.equal(last?.reason, "connection_lost");
        const bytes = last?.evidence?.bytes ?? 0;
        assert.ok(bytes > 0 && bytes < long.length, `${bytes} of ${long.length}`);
        await untilPrinter(null);
        assert.equal(await waiting(reader), bytes, "one attempt, and the evidence is exact");
        server.offer({ id: "j2" });
        await untilJob("j2", "sent");
        assert.equal(server.jobs.get("j1")?.state, "unknown");
      });
      reader.close();
    });
  },
});

Deno.test({
  name: "a device that is not plugged in is offline, and its label comes out when it is",
  ignore: !LINUX,
  async fn() {
    await withPath(async (path) => {
      const entry = { connection: { type: "device", path }, status: "none" };
      await inShop({ entry }, async ({ server, untilJob, untilPrinter }) => {
        server.offer({ id: "j1" });
        await untilPrinter("offline");
        await untilJob("j1", "custody");
        await makeFifo(path);
        const paper = drain(path);
        await untilJob("j1", "sent");
        await until(() => paper.text() === zplOf("j1"), () => paper.text());
        await paper.stop();
      });
    });
  },
});

Deno.test({
  name: "a daemon that may not open the device says so",
  ignore: !LINUX,
  async fn() {
    const entry = { connection: { type: "device", path: "/dev/usb/lp0" }, status: "none" };
    await inPlace(configText({ server: "http://127.0.0.1:9", port: 9, entry }), async (place) => {
      const { stdout } = await command(place, ["check"]).output();
      assert.match(
        new TextDecoder().decode(stdout),
        /\/dev\/usb\/lp0\): no_permission: .*Requires write access/,
      );
    });
  },
});

/** Takes what lies in the pipe; how much it was. */
async function waiting(reader: Deno.FsFile): Promise<number> {
  const chunk = new Uint8Array(1 << 20);
  return await reader.read(chunk) ?? 0;
}
