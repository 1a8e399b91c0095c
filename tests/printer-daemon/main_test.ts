import assert from "node:assert/strict";
import { startPrinter } from "../support/printer.ts";
import { PAIRING_CODE, startPollServer, zplOf } from "./poll_server.ts";
import { configText, until } from "./shop.ts";

const MAIN = new URL("../../printer-daemon/main.ts", import.meta.url).pathname;

interface Place {
  dir: string;
  config: string;
}

async function inPlace(
  config: (dir: string) => string,
  work: (place: Place) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/config.json`, config(dir));
    await work({ dir, config: `${dir}/config.json` });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function command({ dir, config }: Place, words: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--allow-net=127.0.0.1",
      `--allow-read=${dir}`,
      `--allow-write=${dir}`,
      MAIN,
      ...words,
      "--config",
      config,
    ],
    stdout: "piped",
    stderr: "piped",
  });
}

async function outcome(place: Place, words: string[]): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await command(place, words).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

/** Numbers that repeat with their seed, so that a failing round can be played again. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

Deno.test("pairing stores the key for the owner only, and a wrong code says so", async () => {
  const server = startPollServer();
  await inPlace(() => configText({ server: server.url, port: 9 }), async (place) => {
    const wrong = await outcome(place, ["pair", "ZZZZ-9999"]);
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /does not know this code/);
    const { code, out } = await outcome(place, [
      "pair",
      `${PAIRING_CODE.slice(0, 4)}-${PAIRING_CODE.slice(4)}`.toLowerCase(),
    ]);
    assert.equal(code, 0);
    assert.ok(!out.includes(server.token));
    assert.equal((await Deno.readTextFile(`${place.dir}/token`)).trim(), server.token);
    assert.equal(((await Deno.stat(`${place.dir}/token`)).mode ?? 0) & 0o777, 0o600);
  });
  await server.close();
});

Deno.test("a wrong configuration names every mistake and exits with 2", async () => {
  const wrong = JSON.stringify({
    server: "http://example.com",
    spool_dir: "s",
    printers: [{ key: "A B", dpi: 204 }],
    extra: 1,
  });
  await inPlace(() => wrong, async (place) => {
    const { code, err } = await outcome(place, []);
    assert.equal(code, 2);
    for (
      const word of [
        "server",
        "token_file",
        "printers[0].key",
        "printers[0].dpi",
        "printers[0].connection",
        "extra",
      ]
    ) {
      assert.ok(err.includes(word), `${word} in ${err}`);
    }
  });
});

Deno.test("help and unknown words end at once", async () => {
  await inPlace(() => "{}", async (place) => {
    const help = await outcome(place, ["--help"]);
    assert.equal(help.code, 0);
    assert.match(help.out, /pair CODE/);
  });
  await inPlace(() => configText({ server: "http://127.0.0.1:9", port: 9 }), async (place) => {
    assert.equal((await outcome(place, ["dance"])).code, 2);
    const unpaired = await outcome(place, ["run"]);
    assert.equal(unpaired.code, 2);
    assert.match(unpaired.err, /pair CODE/);
  });
});

Deno.test("check asks every printer how it is", async () => {
  const printer = await startPrinter();
  await inPlace(() => configText({ server: "http://127.0.0.1:9", port: printer.port }), async (place) => {
    const well = await outcome(place, ["check"]);
    assert.equal(well.code, 0, well.err);
    assert.match(well.out, /mostrador .*ready, ZD421.*1000 labels so far/);
    printer.set({ headOpen: true });
    const ill = await outcome(place, ["check"]);
    assert.equal(ill.code, 1);
    assert.match(ill.out, /head_open/);
  });
  await printer.close();
});

Deno.test("five kills over twenty labels: none lost, none doubled", async () => {
  const seed = Number(Deno.env.get("SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
  console.log(`SEED=${seed}`);
  const random = randomOf(seed);
  const server = startPollServer();
  const printer = await startPrinter({ printMs: 60 });
  await inPlace(() => configText({ server: server.url, port: printer.port }), async (place) => {
    await Deno.writeTextFile(`${place.dir}/token`, server.token);
    const start = () => {
      const child = command(place, ["run"]).spawn();
      return { child, done: Promise.all([child.status, drain(child.stdout), drain(child.stderr)]) };
    };
    let daemon = start();
    for (let index = 0; index < 20; index++) server.offer({ id: `j${index}` });
    for (let kill = 0; kill < 5; kill++) {
      const target = printer.labels.length + 1 + Math.floor(random() * 3);
      await until(
        () => printer.labels.length >= target,
        () => `stuck at ${printer.labels.length} labels`,
        20_000,
      );
      await new Promise((resolve) => setTimeout(resolve, random() * 300));
      daemon.child.kill("SIGKILL");
      await daemon.done;
      daemon = start();
    }
    const states = () => [...server.jobs.values()].map(({ state }) => state);
    await until(
      () => states().every((state) => state === "printed"),
      () => `seed ${seed}: ${states()}`,
      30_000,
    );
    daemon.child.kill("SIGTERM");
    const [status] = await daemon.done;
    assert.equal(status.code, 0, "SIGTERM ends it cleanly");
  });
  const printed = printer.labels.map(({ zpl }) => zpl).sort();
  const wanted = [...server.jobs.keys()].map((id) => zplOf(id).trim()).sort();
  assert.deepEqual(printed, wanted, `seed ${seed}`);
  assert.deepEqual(server.faults, [], `seed ${seed}`);
  await printer.close();
  await server.close();
});

Deno.test("a second process on the same spool is refused with its own exit code", async () => {
  const server = startPollServer();
  await inPlace(() => configText({ server: server.url, port: 9 }), async (place) => {
    await Deno.writeTextFile(`${place.dir}/token`, server.token);
    const first = command(place, ["run"]).spawn();
    const done = Promise.all([first.status, drain(first.stdout), drain(first.stderr)]);
    await until(() => server.polls.length > 0, () => "the first did not start");
    const second = await outcome(place, ["run"]);
    assert.equal(second.code, 4);
    assert.match(second.err, /uses this spool/);
    first.kill("SIGTERM");
    await done;
  });
  await server.close();
});

async function drain(stream: ReadableStream<Uint8Array>): Promise<void> {
  for await (const _ of stream);
}
