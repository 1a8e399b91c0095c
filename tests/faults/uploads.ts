import assert from "node:assert/strict";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { SERVER_ENV } from "../../src/cli/server.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";
import { aShop } from "./a_shop.ts";

export interface Uploads {
  /** How many megabytes of an endless upload went onto the wire until it was refused: with its length told, without, and by nobody known. */
  taken: Record<"told" | "untold" | "stranger", number>;
  /** Of the tiny photos. */
  kept: number;
  refused: number;
  /** What the server's memory grew by at most, megabytes. */
  grew: number;
}

export interface UploadWish {
  tiny: number;
  /** Pictures of real pixels, just below what is taken: many megabytes once they are decoded. */
  large: boolean;
}

const GIGABYTE = 1_073_741_824;
/** What an upload may bring that is kept: beyond that the server has to have refused, whatever lies in the buffers between. */
const MOST_TAKEN = 96 * 1_048_576;

/** All that somebody may send in place of a photo, to a real server: it answers each at once and goes on. */
export async function uploads({ tiny, large }: UploadWish): Promise<Uploads> {
  const data = await Deno.makeTempDir({ prefix: "reparo-uploads-" });
  const url = `file:${join(data, "reparo.db")}`;
  const port = freePort();
  let server: Deno.ChildProcess | null = null;
  try {
    const { cookie } = await aShop(url);
    server = await startServer({ data, url, port, env: SERVER_ENV });
    const at = `http://127.0.0.1:${port}`;
    const page = await (await fetch(`${at}/clientes/nuevo`, { headers: { Cookie: cookie } })).text();
    const [, csrf = ""] = /name="_csrf" value="([^"]+)"/.exec(page) ?? [];
    const own = { Cookie: cookie, Origin: at, "X-CSRF-Token": csrf };
    const send = async (bytes: Uint8Array<ArrayBuffer>): Promise<[number, Record<string, unknown>]> => {
      const body = new FormData();
      body.set("file", new File([bytes], "foto.jpg", { type: "image/jpeg" }));
      const answer = await fetch(`${at}/fotos`, { method: "POST", headers: own, body });
      return [answer.status, await answer.json()];
    };
    const photo = await jpeg(8, 8);
    assert.equal((await send(photo))[0], 201);
    const before = await memory(server.pid);

    const signedIn = Object.entries(own).map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const taken = {
      told: await endless(port, `${signedIn}Content-Length: ${5 * GIGABYTE}\r\n`),
      untold: await endless(port, `${signedIn}Transfer-Encoding: chunked\r\n`),
      stranger: await endless(port, "Transfer-Encoding: chunked\r\n"),
    };

    for (const [what, bytes] of Object.entries(await bombs(photo))) {
      const [status, { code }] = await send(bytes);
      assert.deepEqual([status, code], [422, "photo_too_large"], what);
    }
    for (const [what, [bytes, code]] of Object.entries(await impostors())) {
      const [status, told] = await send(bytes);
      assert.deepEqual([status, told.code], [422, code], what);
    }
    const [status, { url: shown }] = await send(withTail(await jpeg(64, 64)));
    assert.equal(status, 201);
    const kept = await (await fetch(at + shown, { headers: own })).bytes();
    assert.ok(!new TextDecoder("latin1").decode(kept).includes("<script"), "what is not the picture is gone");

    if (large) {
      const pictures = await largePictures();
      const answers = await Promise.all([...pictures, ...pictures].map(send));
      assert.deepEqual(new Set(answers.map(([status]) => status)), new Set([201]));
    }
    const counts: Record<number, number> = {};
    for (let sent = 0; sent < tiny; sent += 20) {
      const some = Array.from(
        { length: Math.min(20, tiny - sent) },
        (_, which) => send(withTail(photo, sent + which)),
      );
      for (const [status] of await Promise.all(some)) counts[status] = (counts[status] ?? 0) + 1;
    }
    const health = await fetch(`${at}/salud`);
    assert.equal((await health.body?.cancel(), health.status), 200);
    return {
      taken,
      kept: counts[201] ?? 0,
      refused: counts[429] ?? 0,
      grew: await mostMemory(server.pid) - before,
    };
  } finally {
    await stop(server);
    await Deno.remove(data, { recursive: true });
  }
}

/** Sends without an end until it is answered, or cut off; answers how many megabytes went. */
async function endless(port: number, headers: string): Promise<number> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const encoder = new TextEncoder();
  const boundary = "----reparo";
  const part = new Uint8Array(65_536).fill(0x61);
  const chunked = /chunked/.test(headers);
  await connection.write(encoder.encode(
    `POST /fotos HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\n${headers}\r\n`,
  ));
  let answered = "";
  const answer = connection.read(part.slice()).then(() => answered = "answered", () => answered = "cut off");
  let sent = 0;
  try {
    while (answered === "") {
      assert.ok(sent < MOST_TAKEN, "it is refused early");
      if (chunked) await whole(connection, encoder.encode("10000\r\n"));
      await whole(connection, part);
      if (chunked) await whole(connection, encoder.encode("\r\n"));
      sent += part.length;
      // What has been answered is seen only when others have their turn.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset)) {
      throw error;
    }
  }
  await answer;
  connection.close();
  return Math.round(sent / 1_048_576);
}

async function whole(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

/** Small files that claim to be huge. */
async function bombs(photo: Uint8Array<ArrayBuffer>): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const side = 16_000;
  const small = sharp({ create: { width: 8, height: 8, channels: 3, background: "#888" } });
  const png = new Uint8Array(await small.clone().png().toBuffer());
  const head = new DataView(png.buffer);
  for (const at of [16, 20]) head.setUint32(at, side);
  head.setUint32(29, crc32(png.subarray(12, 29)));
  const jpeg = photo.slice();
  const frame = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0);
  for (const at of [5, 7]) new DataView(jpeg.buffer).setUint16(frame + at, side);
  const webp = new Uint8Array(await small.clone().webp().toBuffer());
  for (const at of [26, 28]) new DataView(webp.buffer).setUint16(at, side, true);
  return { png, jpeg, webp };
}

/** What is no photo, whatever it says of itself, with the code that it is refused by. */
async function impostors(): Promise<Record<string, [Uint8Array<ArrayBuffer>, string]>> {
  const text = new TextEncoder();
  const whole = await jpeg(400, 300);
  return {
    svg: [
      text.encode('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      "photo_type",
    ],
    html: [text.encode("<!doctype html><script>alert(1)</script>"), "photo_type"],
    zip: [new Uint8Array([0x50, 0x4b, 0x03, 0x04, ...text.encode("\xff\xd8\xff")]), "photo_type"],
    "a GIF that is a script": [text.encode("GIF89a/*\x00*/=1;alert(1)"), "photo_type"],
    "half a photo": [whole.slice(0, whole.length >> 1), "photo_broken"],
    "a photo's first bytes": [whole.slice(0, 12), "photo_broken"],
    nothing: [new Uint8Array(), "photo_type"],
  };
}

async function jpeg(width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  const noise = { type: "gaussian", mean: 128, sigma: 30 } as const;
  const image = sharp({ create: { width, height, channels: 3, background: "#888", noise } });
  return new Uint8Array(await image.jpeg().toBuffer());
}

/** The same picture, which is also a page and another file each time. */
function withTail(photo: Uint8Array<ArrayBuffer>, which = 0): Uint8Array<ArrayBuffer> {
  return new Uint8Array([...photo, ...new TextEncoder().encode(`<script>alert(${which})</script>`)]);
}

/** As many pixels as are taken: 59 million, 16 million of what comes in passes over the whole. */
async function largePictures(): Promise<Uint8Array<ArrayBuffer>[]> {
  const square = (side: number) =>
    sharp({ create: { width: side, height: side, channels: 3, background: "#357" } });
  const made = [
    square(7_700).jpeg(),
    square(4_000).jpeg({ progressive: true }),
    square(7_700).png(),
    square(4_000).png({ progressive: true }),
    square(7_700).webp(),
  ];
  const all: Uint8Array<ArrayBuffer>[] = [];
  for (const one of made) all.push(new Uint8Array(await one.toBuffer()));
  return all;
}

/** Resident now, from where the most is counted anew; megabytes. */
async function memory(pid: number): Promise<number> {
  await Deno.writeTextFile(`/proc/${pid}/clear_refs`, "5");
  return await mostMemory(pid);
}

async function mostMemory(pid: number): Promise<number> {
  const [, kilobytes = "0"] = /^VmHWM:\s+(\d+)/m.exec(await Deno.readTextFile(`/proc/${pid}/status`)) ?? [];
  return Math.round(Number(kilobytes) / 1_024);
}
