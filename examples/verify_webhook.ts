/**
 * Receives webhooks and tells those that are genuine. Without a package; `npm:standardwebhooks` does the same.
 *
 *   WEBHOOK_SECRET=whsec_… PORT=8788 deno run --allow-net --allow-env examples/verify_webhook.ts
 */
const TOLERANCE_S = 300;

/** Whether this body was signed with this secret within the last five minutes (Standard Webhooks 1.0.0). */
export async function isGenuine(secret: string, headers: Headers, body: string): Promise<boolean> {
  const [id, timestamp, given] = ["id", "timestamp", "signature"].map((name) =>
    headers.get(`webhook-${name}`) ?? ""
  );
  if (!id || !timestamp || !given) return false;
  if (!(Math.abs(Date.now() / 1_000 - Number(timestamp)) <= TOLERANCE_S)) return false;
  const raw = Uint8Array.fromBase64(secret.replace(/^whsec_/, ""));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  // While a secret is being renewed there are two signatures, with a blank between.
  for (const [version, signature = ""] of given.split(" ").map((one) => one.split(","))) {
    if (version !== "v1") continue;
    const bytes = decoded(signature);
    if (bytes && await crypto.subtle.verify("HMAC", key, bytes, signed)) return true;
  }
  return false;
}

function decoded(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.fromBase64(text);
  } catch {
    return null;
  }
}

if (import.meta.main) {
  const secret = Deno.env.get("WEBHOOK_SECRET") ?? "";
  const known = new Set<string>();
  Deno.serve({ port: Number(Deno.env.get("PORT") ?? 8788), hostname: "127.0.0.1" }, async (request) => {
    const body = await request.text();
    if (!await isGenuine(secret, request.headers, body)) return new Response("forged", { status: 401 });
    // The same event may come twice: its id tells. Do the work afterwards, and answer at once.
    const id = request.headers.get("webhook-id") ?? "";
    if (!known.has(id)) console.log(body);
    known.add(id);
    return new Response(null, { status: 204 });
  });
}
