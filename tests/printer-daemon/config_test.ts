import assert from "node:assert/strict";
import { ConfigError, parseConfig } from "../../printer-daemon/config.ts";
import { describe } from "../../printer-daemon/language.ts";
import { PrinterDescription } from "../../src/printing/protocol.ts";

const TCP = { type: "tcp", host: "192.168.1.50" };
const LABELS = { key: "etiquetas", connection: TCP, dpi: 203, width_mm: 57, height_mm: 32 };
const RECEIPTS = { key: "caja", language: "escpos", connection: TCP };

function parse(printers: unknown, more: Record<string, unknown> = {}) {
  const file = {
    server: "https://taller.example",
    token_file: "token",
    spool_dir: "spool",
    printers,
    ...more,
  };
  return parseConfig(JSON.stringify(file), "/etc/printer-daemon/config.json");
}

function mistakes(printers: unknown, more?: Record<string, unknown>): string[] {
  try {
    parse(printers, more);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

Deno.test("a printer without a language is a label printer, as in the first configurations", () => {
  const [printer] = parse([LABELS]).printers;
  assert.equal(printer?.language, "zpl");
  assert.equal(printer?.status, "full");
});

Deno.test("a receipt printer needs only its address; its columns follow from its paper", () => {
  const [wide, narrow, own] = parse([
    RECEIPTS,
    { ...RECEIPTS, key: "b", width_mm: 58 },
    { ...RECEIPTS, key: "c", columns: 42 },
  ]).printers;
  assert.deepEqual(wide, {
    key: "caja",
    language: "escpos",
    connection: { ...TCP, port: 9100 },
    status: "full",
    width_mm: 80,
    height_mm: 1000,
    columns: 48,
    code_page: "pc858",
    cut: "partial",
    drawer: "none",
    confirm: "sensor",
  });
  assert.equal(narrow?.language === "escpos" && narrow.columns, 32);
  assert.equal(own?.language === "escpos" && own.columns, 42);
});

Deno.test("a print queue never answers: it is one-way without saying so, and may not claim more", () => {
  const connection = { type: "cups", queue: "Zebra_ZD421" };
  assert.equal(parse([{ ...LABELS, connection }]).printers[0]?.status, "none");
  assert.deepEqual(mistakes([{ ...LABELS, connection, status: "full" }]), [
    'printers[0].status: must be "none": a print queue of the computer never answers',
  ]);
  const option = mistakes([{ ...LABELS, connection: { type: "cups", queue: "-o" } }]);
  assert.deepEqual(option, ["printers[0].connection.queue: must be the name of a print queue"]);
});

Deno.test("paths of devices and folders start at the configuration's own folder", () => {
  const printers = parse([
    { ...LABELS, connection: { type: "device", path: "usb/lp0" } },
    { ...RECEIPTS, connection: { type: "device", path: "/dev/usb/lp1" } },
    { ...LABELS, key: "c", connection: { type: "virtual", dir: "labels" } },
  ]).printers;
  assert.deepEqual(printers.map(({ connection }) => connection), [
    { type: "device", path: "/etc/printer-daemon/usb/lp0" },
    { type: "device", path: "/dev/usb/lp1" },
    { type: "virtual", dir: "/etc/printer-daemon/labels" },
  ]);
});

Deno.test("every mistake is named at once, in whatever branch of the configuration it is", () => {
  const found = mistakes([
    {
      ...RECEIPTS,
      connection: { type: "cups", queue: "" },
      status: "full",
      width_mm: 70,
      columns: 99,
      code_page: "latin1",
      cut: "half",
      drawer: true,
      confirm: "hope",
      dpi: 203,
    },
    { ...LABELS, key: "caja", connection: { type: "device" }, dpi: 204, media: "roll", columns: 48 },
    { ...LABELS, connection: { type: "usb" }, language: "zpl" },
    { key: "x", language: "epl" },
    "printer",
  ], { server: "nix", spool_dir: undefined, colour: "red" });
  const named = [
    "server:",
    "spool_dir:",
    'Unrecognized key: "colour"',
    "printers: two printers have the same key",
    "printers[0].connection.queue:",
    "printers[0].status:",
    "printers[0].width_mm:",
    "printers[0].columns:",
    "printers[0].code_page:",
    "printers[0].cut:",
    "printers[0].drawer:",
    "printers[0].confirm:",
    'printers[0]: Unrecognized key: "dpi"',
    "printers[1].connection.path:",
    "printers[1].dpi:",
    "printers[1].media:",
    'printers[1]: Unrecognized key: "columns"',
    "printers[2].connection.type:",
    "printers[3].language:",
    "printers[4]:",
  ];
  for (const words of named) {
    assert.ok(found.some((mistake) => mistake.startsWith(words)), `${words} in\n${found.join("\n")}`);
  }
  assert.equal(found.length, named.length, found.join("\n"));
});

Deno.test("the example is a configuration, and every printer of it can be described to the server", async () => {
  const text = await Deno.readTextFile(new URL("../../printer-daemon/config.example.json", import.meta.url));
  const { printers } = parseConfig(text, "/etc/printer-daemon/config.json");
  const described = printers.map((printer) => describe(printer, { model: null, serial: null }));
  for (const one of described) PrinterDescription.parse(one);
  assert.deepEqual(described.map(({ language, kind }) => [language, kind]), [["zpl", "virtual"], [
    "escpos",
    "virtual",
  ]]);
});
