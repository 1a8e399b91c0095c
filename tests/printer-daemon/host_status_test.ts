import assert from "node:assert/strict";
import {
  faultOf,
  isIdle,
  parseErrorStatus,
  parseHostStatus,
  parseIdentity,
  parseSerialNumber,
  parseVariable,
} from "../../printer-daemon/host_status.ts";

/** The example of the ZPL programming guide. */
const FIXTURE =
  "\x02030,0,0,0232,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n";

function status(change: { first?: [number, string]; second?: [number, string] } = {}) {
  const [one = "", two = "", three = ""] = FIXTURE.split("\r\n");
  const changed = (text: string, at?: [number, string]) => {
    const fields = text.slice(1, -1).split(",");
    if (at) fields[at[0]] = at[1];
    return `\x02${fields.join(",")}\x03\r\n`;
  };
  return parseHostStatus(changed(one, change.first) + changed(two, change.second) + three) ?? assert.fail();
}

Deno.test("the manual's example is an idle printer without a fault", () => {
  const healthy = status();
  assert.equal(faultOf(healthy), null);
  assert.equal(isIdle(healthy), true);
});

Deno.test("each flag is read from the manual's place", () => {
  assert.equal(faultOf(status({ first: [1, "1"] })), "paper_out");
  assert.equal(faultOf(status({ first: [2, "1"] })), "paused");
  assert.equal(faultOf(status({ first: [9, "1"] })), "corrupt_memory");
  assert.equal(faultOf(status({ first: [10, "1"] })), "under_temperature");
  assert.equal(faultOf(status({ first: [11, "1"] })), "over_temperature");
  assert.equal(faultOf(status({ second: [1, "1"] })), null, "index 1 of string 2 is unused");
  assert.equal(faultOf(status({ second: [2, "1"] })), "head_open");
  assert.equal(faultOf(status({ second: [7, "1"] })), "label_waiting");
  assert.equal(isIdle(status({ first: [4, "001"] })), false);
  assert.equal(isIdle(status({ first: [7, "1"] })), false);
  assert.equal(isIdle(status({ second: [8, "00000003"] })), false);
});

Deno.test("ribbon out counts only in thermal transfer", () => {
  assert.equal(faultOf(status({ second: [3, "1"] })), null);
  const transfer = FIXTURE.replace("000,0,0,0,0,2", "000,0,0,1,1,2");
  assert.equal(faultOf(parseHostStatus(transfer) ?? assert.fail()), "ribbon_out");
});

Deno.test("half an answer is no answer, whatever its cut", () => {
  for (let end = 0; end < FIXTURE.length - 2; end++) {
    assert.equal(parseHostStatus(FIXTURE.slice(0, end)), undefined);
  }
  assert.equal(parseHostStatus("HTTP/1.1 400 Bad Request\r\n\r\n"), undefined);
});

Deno.test("~HQES names the cause before the pause that it brings, and its warnings", () => {
  const answer = (errors: string, warnings: string) =>
    parseErrorStatus(
      `\x02\r\n PRINTER STATUS\r\n ERRORS: 1 00000000 ${errors}\r\n WARNINGS: 1 00000000 ${warnings}\r\n\x03`,
    );
  assert.deepEqual(answer("00010001", "00000000"), { fault: "paper_out", warnings: [] });
  assert.deepEqual(answer("00010000", "00000002"), { fault: "paused", warnings: ["clean_head"] });
  assert.deepEqual(answer("00000000", "0000000B"), {
    fault: null,
    warnings: ["needs_calibration", "clean_head", "paper_low"],
  });
  assert.equal(parseErrorStatus("ERRORS: 1 00000000 00000001"), undefined);
});

Deno.test("~HQES tells a broken print head, ~HQSN the serial number of printers without variables", () => {
  for (const word of ["00000040", "00000080"]) {
    const said = `ERRORS: 1 00000000 ${word}\r\nWARNINGS: 0 00000000 00000000\r\n`;
    assert.equal(parseErrorStatus(said)?.fault, "head_fault");
  }
  const said = "\x02\r\n\r\nSERIAL NUMBER\r\n  41A06440023\r\n\x03";
  assert.equal(parseSerialNumber(said), "41A06440023");
  assert.equal(parseSerialNumber(said.slice(0, -8)), undefined);
});

Deno.test("~HI gives model, firmware and resolution", () => {
  assert.deepEqual(parseIdentity("\x02ZD421-203dpi,V93.21.17Z,8,8192KB\x03\r\n"), {
    model: "ZD421-203dpi",
    firmware: "V93.21.17Z",
    dotsPerMm: 8,
  });
});

Deno.test("a variable that the printer does not know is null, an unfinished answer is undefined", () => {
  assert.equal(parseVariable('"1034"'), "1034");
  assert.equal(parseVariable('"?"'), null);
  assert.equal(parseVariable('"10'), undefined);
});
