import assert from "node:assert/strict";
import { type PrinterOptions, startPrinter, type TestPrinter } from "../support/printer.ts";
import { ReceiptPrinter } from "../support/receipt_printer.ts";
import { inPlace, outcome, type Place, start } from "./daemon_process.ts";
import { type PollServer, startPollServer } from "./poll_server.ts";
import { configText, until } from "./shop.ts";

interface Stage extends Place {
  server: PollServer;
  printer: TestPrinter;
}

/** A paired computer with one printer, and nothing running. */
async function onStage(
  options: { printer?: PrinterOptions; entry?: Record<string, unknown>; lan?: string[] },
  work: (stage: Stage) => Promise<void>,
): Promise<void> {
  const server = startPollServer();
  const printer = await startPrinter(options.printer);
  const { entry, lan } = options;
  try {
    await inPlace(configText({ server: server.url, port: printer.port, entry, lan }), async (place) => {
      await Deno.writeTextFile(`${place.dir}/token`, server.token);
      await work({ ...place, server, printer });
    });
  } finally {
    await printer.close();
    await server.close();
  }
}

const ZD421 = {
  "device.languages": "zpl",
  "ezpl.media_type": "gap/notch",
  "ezpl.print_width": "456",
  "zpl.label_length": "256",
};

Deno.test("check reads model, resolution, serial number and counter, and knows the server's answer", async () => {
  await onStage({ printer: { variables: ZD421 } }, async (stage) => {
    const well = await outcome(stage, ["check"]);
    assert.equal(well.code, 0, well.out + well.err);
    for (
      const words of [
        "answers and knows the key",
        "printer mostrador (127.0.0.1:",
        "ready; ",
        "ZD421-203dpi",
        "203 dpi (8 dots/mm)",
        "D2J204700001",
        "1000 labels so far",
        "57 mm",
        "32 mm",
      ]
    ) assert.ok(well.out.includes(words), `${words} in ${well.out}`);
    stage.printer.set({ headOpen: true });
    const open = await outcome(stage, ["check"]);
    assert.equal(open.code, 1);
    assert.match(open.out, /\): head_open;/);
    stage.server.mode = "revoked";
    assert.match((await outcome(stage, ["check"])).out, /refuses the key/);
    stage.printer.powerOff();
    await stage.server.close();
    const gone = await outcome(stage, ["check"]);
    assert.equal(gone.code, 1);
    assert.match(gone.out, /does not answer/);
    assert.match(gone.out, /\): offline;/);
  });
});

Deno.test("check compares what printers say with the configuration and names what differs", async () => {
  const printer = { dotsPerMm: 12, variables: { "appl.name": "V93", "ezpl.print_width": "300" } };
  await onStage({ printer, entry: { serial: "MINE" } }, async (stage) => {
    const { code, out } = await outcome(stage, ["check"]);
    assert.equal(code, 1);
    assert.match(out, /wrong_dpi: the configuration says 203 dpi/);
    assert.match(out, /wrong_printer: expected MINE/);
    assert.match(out, /print width is set to 25 mm, the labels are 57 mm/);
  });
});

Deno.test("check --accept makes the printer that is there the right one, unless the daemon runs", async () => {
  await onStage({}, async (stage) => {
    const { server, printer } = stage;
    const first = start(stage);
    await until(() => server.printer("mostrador")?.ok === true, () => first.output());
    const busy = await outcome(stage, ["check", "--accept", "mostrador"]);
    assert.equal(busy.code, 4);
    assert.match(busy.err, /local page/);
    first.child.kill("SIGTERM");
    await first.done;
    printer.replaceBy({ serial: "NEW-1" });
    const other = await outcome(stage, ["check"]);
    assert.equal(other.code, 1);
    assert.match(other.out, /expected D2J204700001; .*check --accept mostrador/);
    assert.equal((await outcome(stage, ["check", "--accept", "nobody"])).code, 2);
    const accepted = await outcome(stage, ["check", "--accept", "mostrador"]);
    assert.equal(accepted.code, 0, accepted.err);
    assert.match(accepted.out, /from now on NEW-1/);
    assert.equal((await outcome(stage, ["check"])).code, 0);
  });
});

Deno.test("probe tells all that a printer says of itself, and the entry for the configuration", async () => {
  const variables = { ...ZD421, "ezpl.print_width": "800", "zpl.label_length": "400" };
  await onStage({ printer: { variables } }, async (stage) => {
    const { printer } = stage;
    const { code, out } = await outcome(stage, ["probe", `127.0.0.1:${printer.port}`]);
    assert.equal(code, 0, out);
    assert.match(out, /a ZPL printer, ZD421-203dpi/);
    assert.match(out, /~HS +idle/);
    assert.match(out, /~HQES +no error/);
    const entry = JSON.parse(out.slice(out.indexOf("{")));
    assert.deepEqual(entry, {
      key: "zd421-203dpi",
      connection: { type: "tcp", host: "127.0.0.1", port: printer.port },
      dpi: 203,
      width_mm: 100,
      height_mm: 50,
      serial: "D2J204700001",
    });
    const json = JSON.parse((await outcome(stage, ["probe", `127.0.0.1:${printer.port}`, "--json"])).out);
    assert.equal(json.what, "zpl");
    assert.equal(json.odometer, 1000);
    assert.deepEqual(json.entry, entry);
    assert.ok(!printer.received().includes("^XA"));
  });
});

Deno.test("probe tells a mute printer, a wrong language and an empty address apart", async () => {
  await onStage({}, async (stage) => {
    const { printer } = stage;
    const probe = async () => await outcome(stage, ["probe", `127.0.0.1:${printer.port}`]);
    printer.set({ silent: true });
    assert.match((await probe()).out, /accepts connections and says nothing/);
    printer.set({ silent: false, babble: "HTTP/1.1 400 Bad Request\r\n" });
    const other = await probe();
    assert.equal(other.code, 1);
    assert.match(other.out, /no printer of ours/);
    assert.match(other.out, /it says +HTTP\/1\.1 400/);
    printer.powerOff();
    const closed = await probe();
    assert.equal(closed.code, 1);
    assert.match(closed.out, /nobody answers/);
    assert.equal((await outcome(stage, ["probe", "host:port"])).code, 2);
  });
});

Deno.test("probe knows a receipt printer, and puts nothing on its paper", async () => {
  const printer = new ReceiptPrinter();
  await inPlace("{}", async (place) => {
    const { code, out } = await outcome(place, ["probe", `127.0.0.1:${printer.port}`]);
    assert.equal(code, 0);
    assert.match(out, /an ESC\/POS receipt printer/);
    assert.match(out, /"language": "escpos"/);
  });
  assert.deepEqual(printer.received, [0x10, 0x04, 0x01]);
  await printer.close();
});

Deno.test("discover calls every address of a network once and identifies what listens", async () => {
  const first = await startPrinter({ hostname: "127.0.0.2" });
  const { port } = first;
  const others = [
    await startPrinter({ hostname: "127.0.0.4", port, model: "GK420d", serial: "50J1", dotsPerMm: 12 }),
    await startPrinter({ hostname: "127.0.0.7", port, silent: true }),
    await startPrinter({ hostname: "127.0.0.9", port, babble: "220 ftp" }),
  ];
  try {
    await onStage({ lan: ["127.0.0.0/28"] }, async (stage) => {
      const { code, out, err } = await outcomeOnLoopback(stage, ["discover", "--port", String(port)]);
      assert.equal(code, 0, err);
      const rows = out.trim().split("\n").map((line) => line.trim().split(/ {2,}/));
      assert.deepEqual(rows, [
        ["address", "what", "model", "dpi", "serial", "languages"],
        [`127.0.0.2:${port}`, "zpl", "ZD421-203dpi", "203", "D2J204700001", "-"],
        [`127.0.0.4:${port}`, "zpl", "GK420d", "300", "50J1", "-"],
        [`127.0.0.7:${port}`, "mute", "-", "-", "-", "-"],
        [`127.0.0.9:${port}`, "other", "-", "-", "-", "-"],
      ]);
      const asked = ["discover", "127.0.0.4/31", "127.0.0.4", "--port", String(port), "--json"];
      const json = JSON.parse((await outcomeOnLoopback(stage, asked)).out);
      assert.deepEqual(json.map((one: { address: string }) => one.address), [`127.0.0.4:${port}`]);
      assert.ok(!first.received().includes("^XA"));
    });
  } finally {
    for (const printer of [first, ...others]) await printer.close();
  }
});

Deno.test("discover refuses wide networks, needs one, and says when nothing is there", async () => {
  await onStage({}, async (stage) => {
    for (const wrong of ["10.0.0.0/8", "127.0.0.0/19", "printers", "1.2.3.4/33", "1.2.3.256"]) {
      assert.equal((await outcomeOnLoopback(stage, ["discover", wrong])).code, 2, wrong);
    }
    assert.equal((await outcomeOnLoopback(stage, ["discover"])).code, 2);
    const nothing = await outcomeOnLoopback(stage, ["discover", "127.0.0.8/30", "--port", "9"]);
    assert.equal(nothing.code, 1);
    assert.match(nothing.err, /nothing listens on port 9/);
    const forbidden = await outcome(stage, ["discover", "127.0.0.8/30", "--port", "9"]);
    assert.equal(forbidden.code, 2, "without leave to call these addresses");
  });
});

function outcomeOnLoopback(place: Place, words: string[]) {
  return outcome(place, words, { net: "127.0.0.0/24" });
}
