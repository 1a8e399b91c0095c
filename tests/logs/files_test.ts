import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { type FoundLine, linesBackwards } from "../../src/logs/backwards.ts";
import { gzipParts } from "../../src/logs/compress.ts";
import { dayFiles } from "../../src/logs/files.ts";
import { compressLogs, sweepLogs } from "../../src/logs/tidy.ts";

Deno.test("a day is read from its end, plain and compressed alike, and no more of it than is asked for", async () => {
  const dir = await Deno.makeTempDir();
  const written = Array.from({ length: 30_000 }, (_, at) => `{"n":${at},"ñ":"${"é".repeat(at % 90)}"}`);
  const text = `${written.join("\n")}\n`;
  await Deno.writeTextFile(`${dir}/app-2026-11-22.log`, text);
  await Deno.writeTextFile(`${dir}/error-2026-11-22.log`, "");
  await Deno.writeTextFile(`${dir}/app-2026-11-23.log`, "today\n");
  const looked = { bytes: 0 };
  const plain = await lines(dir, { looked });
  assert.equal(await compressLogs(dir, Date.UTC(2026, 10, 23, 12)), 2);
  const names = [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
  assert.deepEqual(names, ["app-2026-11-22.log.gz", "app-2026-11-23.log", "error-2026-11-22.log.gz"]);
  const file = `${dir}/app-2026-11-22.log.gz`;
  assert.equal(gunzipSync(await Deno.readFile(file)).toString(), text, "any program opens it");
  using opened = await Deno.open(file);
  assert.equal((await gzipParts(opened))?.length, 4);

  const pressed = await lines(dir, { looked: { bytes: 0 } });
  assert.deepEqual(plain.map(({ text }) => text), written.toReversed());
  assert.deepEqual(pressed, plain, "a place holds on when its day is compressed");
  const [, , third] = plain;
  assert.deepEqual((await lines(dir, { before: third?.at ?? null, most: 2 })).map(({ text }) => text), [
    written.at(-4),
    written.at(-5),
  ]);
  const few = { bytes: 0 };
  await lines(dir, { looked: few, most: 50 });
  assert.ok(few.bytes < looked.bytes / 2, `${few.bytes} of ${looked.bytes}`);
  assert.equal(await sweepLogs(dir, Date.UTC(2026, 10, 23, 12)), 2);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("half a line, an empty day and a foreign gzip break no search", async () => {
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dir}/app-2026-11-22.log`, "\n\nfirst\nhalf");
  assert.deepEqual((await lines(dir, {})).map(({ text }) => text), ["half", "first"]);
  await Deno.writeTextFile(`${dir}/app-2026-11-22.log`, "");
  assert.deepEqual(await lines(dir, {}), []);
  await Deno.remove(`${dir}/app-2026-11-22.log`);
  await Deno.writeFile(`${dir}/app-2026-11-22.log.gz`, new Uint8Array(100));
  assert.deepEqual(await lines(dir, {}), []);
  assert.deepEqual(await dayFiles(`${dir}/none`), []);
  await Deno.remove(dir, { recursive: true });
});

interface Asked {
  before?: number | null;
  looked?: { bytes: number };
  most?: number;
}

async function lines(dir: string, { before = null, looked = { bytes: 0 }, most = Infinity }: Asked) {
  const day = (await dayFiles(dir)).find((one) => one.file === "app" && one.day === "2026-11-22");
  assert.ok(day);
  const found: FoundLine[] = [];
  for await (const line of linesBackwards(day, { before, looked })) {
    found.push(line);
    if (found.length >= most) break;
  }
  return found;
}
