import { createHash, createHmac } from "node:crypto";

/** What a store does wrong, asked for each request. */
export type Fault = "500" | "hang" | "other_bytes" | "403" | null;

/** A store that speaks as much S3 as a backup needs, and can be made to misbehave. */
export interface FakeStore extends AsyncDisposable {
  /** With the bucket. */
  url: string;
  objects: Map<string, Uint8Array<ArrayBuffer>>;
  /** `PUT /bucket/key` … */
  requests: string[];
  fault: (method: string, key: string) => Fault;
}

export const STORE_KEY = { keyId: "AKTEST", secret: "s3cr3t", region: "us-east-1" };

export function fakeStore(): FakeStore {
  const uploads = new Map<string, Map<number, Uint8Array<ArrayBuffer>>>();
  const stop = new AbortController();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const url = new URL(request.url);
    const key = decodeURIComponent(url.pathname).replace(/^\/bucket\/?/, "");
    store.requests.push(`${request.method} ${key}${url.search}`);
    const fault = store.fault(request.method, key);
    if (fault === "hang") {
      return await new Promise<Response>((resolve) =>
        stop.signal.addEventListener("abort", () => resolve(new Response()))
      );
    }
    if (fault === "500") return refused(503, "SlowDown");
    if (fault === "403") return refused(403, "AccessDenied");
    const body = new Uint8Array(await request.arrayBuffer());
    if (!await isSigned(request, url, body)) return refused(403, "SignatureDoesNotMatch");
    const wrong = request.method === "PUT" && wrongChecksum(request.headers, url, body);
    if (wrong) return refused(400, wrong);
    return answer(request.method, url, key, body, fault);
  });

  function answer(
    method: string,
    url: URL,
    key: string,
    body: Uint8Array<ArrayBuffer>,
    fault: Fault,
  ): Response {
    const uploadId = url.searchParams.get("uploadId");
    if (url.searchParams.has("list-type")) return listed(url);
    if (method === "POST" && url.searchParams.has("uploads")) {
      const id = crypto.randomUUID();
      uploads.set(id, new Map());
      return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    }
    if (method === "PUT" && uploadId) {
      uploads.get(uploadId)?.set(Number(url.searchParams.get("partNumber")), body);
      return new Response(null, { headers: { ETag: `"${body.length}"` } });
    }
    if (method === "POST" && uploadId) {
      const parts = [...uploads.get(uploadId) ?? []].sort(([one], [other]) => one - other);
      const named = [
        ...new TextDecoder().decode(body).matchAll(/<PartNumber>(\d+)<.*?<ETag>&quot;(\d+)&quot;</g),
      ];
      const sent = parts.map(([number, part]) => `${number} ${part.length}`).join();
      if (named.map(([, number, etag]) => `${number} ${etag}`).join() !== sent) {
        return refused(400, "InvalidPart");
      }
      store.objects.set(key, new Uint8Array(parts.flatMap(([, part]) => [...part])));
      return xml("<CompleteMultipartUploadResult/>");
    }
    if (method === "PUT") {
      store.objects.set(key, body);
      return new Response(null, { headers: { ETag: '"x"' } });
    }
    if (method === "DELETE") {
      if (!uploadId) store.objects.delete(key);
      return new Response(null, { status: 204 });
    }
    const object = store.objects.get(key);
    if (!object) return refused(404, "NoSuchKey");
    const other = object.map((byte, at) => at === object.length >> 1 ? byte ^ 1 : byte);
    return new Response(fault === "other_bytes" ? other : object);
  }

  /** Two at a time, so that pages follow. */
  function listed(url: URL): Response {
    const prefix = url.searchParams.get("prefix") ?? "";
    const from = Number(url.searchParams.get("continuation-token") ?? 0);
    const keys = [...store.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    const entries = keys.slice(from, from + 2).map((key) =>
      `<Contents><Key>${key}</Key><Size>${store.objects.get(key)?.length}</Size></Contents>`
    );
    const more = from + 2 < keys.length;
    const next = more ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : "";
    return xml(
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${entries.join("")}</ListBucketResult>`,
    );
  }

  const store: FakeStore = {
    url: `http://127.0.0.1:${server.addr.port}/bucket/shop`,
    objects: new Map(),
    requests: [],
    fault: () => null,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server.shutdown();
    },
  };
  return store;
}

/** Takes connections and breaks each of them; answers its address, with a bucket. */
export function breakingStore(): { url: string; [Symbol.dispose](): void } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  (async () => {
    for await (const connection of listener) connection.close();
  })();
  return { url: `http://127.0.0.1:${listener.addr.port}/bucket`, [Symbol.dispose]: () => listener.close() };
}

function xml(text: string): Response {
  return new Response(`<?xml version="1.0"?>${text}`, { headers: { "Content-Type": "application/xml" } });
}

function refused(status: number, code: string): Response {
  return new Response(`<Error><Code>${code}</Code></Error>`, { status });
}

/**
 * As of a bucket with object lock: each object and part brings a checksum. A part may bring no newer one than MD5, unless its upload was
 * begun with that algorithm.
 */
function wrongChecksum(headers: Headers, url: URL, body: Uint8Array): string | null {
  const newer = [...headers.keys()].some((name) => name.startsWith("x-amz-checksum-"));
  if (newer && url.searchParams.has("uploadId")) return "InvalidRequest";
  const told = headers.get("content-md5");
  if (told === null) return newer ? null : "InvalidRequest";
  return told === createHash("md5").update(body).digest("base64") ? null : "BadDigest";
}

/** Signature version 4, reckoned anew from the request. */
function isSigned(request: Request, url: URL, body: Uint8Array): boolean {
  const [, day = "", scope = "", signedHeaders = "", signature = ""] =
    /Credential=AKTEST\/(\d{8})\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)/
      .exec(request.headers.get("Authorization") ?? "") ?? [];
  const sha = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");
  if (request.headers.get("x-amz-content-sha256") !== sha(body)) return false;
  const query = [...url.searchParams].map(([name, value]) =>
    `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
  ).sort().join("&");
  const headers = signedHeaders.split(";").map((name) =>
    `${name}:${name === "host" ? url.host : request.headers.get(name)}\n`
  ).join("");
  const canonical = [request.method, url.pathname, query, headers, signedHeaders, sha(body)].join("\n");
  const text = ["AWS4-HMAC-SHA256", request.headers.get("x-amz-date"), `${day}/${scope}`, sha(canonical)]
    .join("\n");
  const key = [day, ...scope.split("/")].reduce<string | Uint8Array>(
    (secret, step) => createHmac("sha256", secret).update(step).digest(),
    `AWS4${STORE_KEY.secret}`,
  );
  return createHmac("sha256", key).update(text).digest("hex") === signature;
}
