import { createHash } from "node:crypto";
import type { AwsClient } from "aws4fetch";
import type { BackupPlace } from "./place.ts";

export interface StoreSettings {
  /** `https://endpoint/bucket`, with `/folder` behind it where backups are not to lie at the top. */
  url: string;
  region: string;
  keyId: string;
  secret: string;
}

export interface StoreLimits {
  /** Without a sign of life, in milliseconds. */
  timeout: number;
  attempts: number;
  /** Before the second attempt, in milliseconds; doubled before each further one. */
  pause: number;
  /** Larger files go in parts of this size, in bytes. */
  part: number;
}

const USUAL: StoreLimits = { timeout: 120_000, attempts: 4, pause: 1_000, part: 8 * 1_048_576 };

/** The store did not do what it was asked for; the sentence names the request and its answer. */
export class StoreFault extends Error {
  override readonly name = "StoreFault";
}

/**
 * Any store that speaks S3, addressed by path. What is sent is checked there by the SHA-256 that is signed, and by its MD5: of all checksums
 * the one that every store takes for a part of an upload too, and a bucket with object lock asks for.
 */
export async function storePlace(
  settings: StoreSettings,
  limits: Partial<StoreLimits> = {},
): Promise<BackupPlace> {
  const { AwsClient } = await import("aws4fetch");
  const { keyId, secret, region } = settings;
  const client = new AwsClient({
    accessKeyId: keyId,
    secretAccessKey: secret,
    region,
    service: "s3",
    retries: 0,
  });
  return new Store(client, new URL(settings.url), { ...USUAL, ...limits });
}

interface Asked {
  method: string;
  query?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
  /** Answers that are no failure beside 2xx. */
  fine?: number[];
}

class Store implements BackupPlace {
  readonly kind = "store";
  readonly #bucket: string;
  readonly #folder: string;

  constructor(
    private readonly client: AwsClient,
    private readonly url: URL,
    private readonly limits: StoreLimits,
  ) {
    const [bucket = "", ...folder] = url.pathname.split("/").filter((one) => one !== "");
    this.#bucket = bucket;
    this.#folder = folder.map((one) => `${one}/`).join("");
  }

  async put(key: string, path: string): Promise<void> {
    const { part } = this.limits;
    const file = await Deno.open(path);
    try {
      const { size } = await file.stat();
      if (size <= part) {
        await (await this.#ask(key, { method: "PUT", body: await nextPart(file, part) })).body?.cancel();
      } else await this.#putInParts(key, file);
    } finally {
      file.close();
    }
  }

  async read(key: string): Promise<ReadableStream<Uint8Array> | null> {
    const response = await this.#ask(key, { method: "GET", fine: [404] });
    if (response.status !== 404) return response.body ?? new Blob([]).stream();
    await response.body?.cancel();
    return null;
  }

  async *list(prefix: string): AsyncGenerator<{ key: string; size: number }> {
    for (let token: string | null = "";;) {
      const query: Record<string, string> = { "list-type": "2", prefix: this.#folder + prefix };
      if (token) query["continuation-token"] = token;
      const text = await (await this.#ask(null, { method: "GET", query })).text();
      for (const [, entry = ""] of text.matchAll(/<Contents>([^]*?)<\/Contents>/g)) {
        const key = tag(entry, "Key") ?? "";
        yield { key: key.slice(this.#folder.length), size: Number(tag(entry, "Size")) };
      }
      token = tag(text, "IsTruncated") === "true" ? tag(text, "NextContinuationToken") : null;
      if (!token) return;
    }
  }

  async remove(key: string): Promise<void> {
    await (await this.#ask(key, { method: "DELETE", fine: [404] })).body?.cancel();
  }

  async #putInParts(key: string, file: Deno.FsFile): Promise<void> {
    const begun = await (await this.#ask(key, { method: "POST", query: { uploads: "" } })).text();
    const uploadId = tag(begun, "UploadId");
    if (uploadId === null) throw new StoreFault("The store began no upload");
    try {
      const tags: string[] = [];
      for (let body = await nextPart(file, this.limits.part); body.length > 0;) {
        const query = { partNumber: String(tags.length + 1), uploadId };
        const response = await this.#ask(key, { method: "PUT", query, body });
        await response.body?.cancel();
        tags.push(response.headers.get("ETag") ?? "");
        body = await nextPart(file, this.limits.part);
      }
      const parts = tags.map((etag, index) =>
        `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag.replaceAll('"', "&quot;")}</ETag></Part>`
      );
      const body = new TextEncoder().encode(
        `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`,
      );
      const ended = await (await this.#ask(key, { method: "POST", query: { uploadId }, body })).text();
      // It may answer 200 first and then tell of a failure.
      if (/<Error>/.test(ended)) {
        throw new StoreFault(`The store did not end an upload: ${tag(ended, "Code")}`);
      }
    } catch (error) {
      // What is left of it would be paid for.
      await this.#ask(key, { method: "DELETE", query: { uploadId }, fine: [404] }).then((one) =>
        one.body?.cancel()
      ).catch(() => {});
      throw error;
    }
  }

  /** What fails for a moment (no answer, 5xx, 429) is tried again. @throws StoreFault */
  async #ask(key: string | null, asked: Asked): Promise<Response> {
    const { attempts, pause } = this.limits;
    for (let attempt = 1;; attempt++) {
      const outcome = await this.#once(key, asked);
      if (outcome instanceof Response) return outcome;
      if (!outcome.again || attempt === attempts) throw new StoreFault(outcome.text);
      await new Promise((resolve) => setTimeout(resolve, pause * 2 ** (attempt - 1)));
    }
  }

  async #once(
    key: string | null,
    { method, query = {}, body, fine = [] }: Asked,
  ): Promise<Response | { text: string; again: boolean }> {
    const path = key === null ? `/${this.#bucket}` : `/${this.#bucket}/${this.#folder}${key}`;
    const url = new URL(path, this.url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const digest = createHash("sha256").update(body ?? new Uint8Array()).digest("hex");
    const headers: Record<string, string> = { "X-Amz-Content-Sha256": digest };
    if (body && method === "PUT") headers["Content-MD5"] = createHash("md5").update(body).digest("base64");
    const silence = new Silence(this.limits.timeout);
    const where = `${method} ${url.pathname}`;
    try {
      const request = await this.client.sign(url, { method, headers, body });
      const answer = await fetch(request, { signal: silence.signal, redirect: "manual" });
      const response = silence.during(answer);
      if (response.ok || fine.includes(response.status)) return response;
      const code = tag(await response.text(), "Code") ?? "";
      const text = `The store answered ${response.status} ${code} to ${where}`;
      return { text, again: response.status >= 500 || response.status === 429 };
    } catch (error) {
      silence.over();
      const why = error instanceof Error ? error.message : String(error);
      return { text: `The store did not answer to ${where}: ${why}`, again: true };
    }
  }
}

/** Ends a request that says nothing for too long, however much it has said before. */
class Silence {
  readonly #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout>;

  constructor(private readonly limit: number) {
    this.#timer = this.#wait();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The same answer, whose body keeps the time. */
  during(answer: Response): Response {
    if (!answer.body) {
      this.over();
      return answer;
    }
    const heard = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        this.over();
        this.#timer = this.#wait();
        controller.enqueue(chunk);
      },
      flush: () => this.over(),
      cancel: () => this.over(),
    });
    return new Response(answer.body.pipeThrough(heard), answer);
  }

  over(): void {
    clearTimeout(this.#timer);
  }

  #wait(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#abort.abort(new Error(`nothing for ${this.limit} ms`)), this.limit);
  }
}

/** The next so many bytes of a file, fewer at its end. */
async function nextPart(file: Deno.FsFile, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(most);
  let at = 0;
  while (at < most) {
    const read = await file.read(bytes.subarray(at));
    if (read === null) break;
    at += read;
  }
  return bytes.slice(0, at);
}

/** What the first element of that name holds. */
function tag(xml: string, name: string): string | null {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  return text?.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll(
    "&amp;",
    "&",
  ) ??
    null;
}
