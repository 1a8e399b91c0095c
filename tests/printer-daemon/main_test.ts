import assert from "node:assert/strict";
import { inPlace, outcome, start } from "./daemon_process.ts";
import { PAIRING_CODE, startPollServer } from "./poll_server.ts";
import { configText, until } from "./shop.ts";

Deno.test("pairing stores the key for the owner only, and a wrong code says so", async () => {
  const server = startPollServer();
  await inPlace(configText({ server: server.url, port: 9 }), async (place) => {
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
  await inPlace(wrong, async (place) => {
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
  await inPlace("{}", async (place) => {
    const help = await outcome(place, ["--help"]);
    assert.equal(help.code, 0);
    assert.match(help.out, /pair CODE/);
  });
  await inPlace(configText({ server: "http://127.0.0.1:9", port: 9 }), async (place) => {
    assert.equal((await outcome(place, ["dance"])).code, 2);
    const unpaired = await outcome(place, ["run"]);
    assert.equal(unpaired.code, 2);
    assert.match(unpaired.err, /pair CODE/);
  });
});

Deno.test("a second process on the same spool is refused with its own exit code", async () => {
  const server = startPollServer();
  await inPlace(configText({ server: server.url, port: 9 }), async (place) => {
    await Deno.writeTextFile(`${place.dir}/token`, server.token);
    const first = start(place);
    await until(() => server.polls.length > 0, () => "the first did not start");
    const second = await outcome(place, ["run"]);
    assert.equal(second.code, 4);
    assert.match(second.err, /uses this spool/);
    first.child.kill("SIGTERM");
    await first.done;
  });
  await server.close();
});
