import { gzipSync } from "node:zlib";
import type { MiddlewareHandler } from "hono";

const COMPRESSIBLE = /^(text\/(?!event-stream|csv)|application\/(problem\+)?json)/;
/** Below this it costs more than it saves. */
const WORTH_BYTES = 1_400;
/** A page takes 0.3 ms and 1 % fewer bytes for each further level. */
const LEVEL = 4;

/**
 * Pages and JSON are compressed where the caller takes gzip; event streams and exported lists never are, they would wait in a
 * buffer. A whole page at once: a compression stream takes twice as long and keeps its memory.
 */
export const compressPages: MiddlewareHandler = async (c, next) => {
  await next();
  if (!takesGzip(c.req.header("Accept-Encoding")) || c.req.method === "HEAD") return;
  const { headers, status } = c.res;
  if (!COMPRESSIBLE.test(headers.get("Content-Type") ?? "") || headers.has("Content-Encoding")) return;
  const plain = new Uint8Array(await c.res.arrayBuffer());
  const worth = plain.length >= WORTH_BYTES;
  const sent = new Headers(headers);
  sent.append("Vary", "Accept-Encoding");
  if (worth) sent.set("Content-Encoding", "gzip");
  c.res = undefined;
  c.res = new Response(worth ? new Uint8Array(gzipSync(plain, { level: LEVEL })) : plain, {
    status,
    headers: sent,
  });
};

/** `gzip` or `*`, unless with `q=0`. */
export function takesGzip(accepted: string | undefined): boolean {
  const offers = (accepted ?? "").toLowerCase().split(",").map((offer) =>
    offer.split(";").map((part) => part.trim())
  );
  const offer = offers.find(([coding]) => coding === "gzip") ?? offers.find(([coding]) => coding === "*");
  return offer !== undefined && !offer.slice(1).some((part) => /^q=0(\.0*)?$/.test(part));
}
