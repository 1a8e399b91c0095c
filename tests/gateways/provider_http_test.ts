import assert from "node:assert/strict";
import { z } from "zod";
import { askProvider, ProviderFault } from "../../src/gateways/provider_http.ts";
import { serveProvider } from "../support/gateways/provider_server.ts";

const schema = z.object({ ok: z.literal(true) });

Deno.test("whatever a provider answers is taken as documented, or is a fault of a known kind", async () => {
  await using provider = serveProvider((_, { pathname }) => {
    switch (pathname) {
      case "/fine":
        return Response.json({ ok: true, more: 1 });
      case "/other":
        return Response.json({ ok: false });
      case "/text":
        return new Response("<html>", { status: 200 });
      case "/elsewhere":
        return new Response(null, { status: 302, headers: { Location: "/fine" } });
      case "/large":
        return new Response(`{"ok":true,"pad":"${"x".repeat(600_000)}"}`);
      default:
        return new Response("{}", { status: Number(pathname.slice(1)) });
    }
  });
  const ask = (path: string, url = provider.url) =>
    askProvider({ method: "GET", url: url + path, headers: {}, timeoutMs: 400 }, schema);
  const fault = async (asking: Promise<unknown>) => {
    try {
      await asking;
      return "none";
    } catch (error) {
      assert.ok(error instanceof ProviderFault);
      return error.kind;
    }
  };
  assert.deepEqual(await ask("/fine"), { ok: true });
  const kinds = await Promise.all(
    ["/other", "/text", "/elsewhere", "/large", "/401", "/404", "/429", "/500"].map((path) =>
      fault(ask(path))
    ),
  );
  assert.deepEqual(kinds, [
    "unknown",
    "unknown",
    "unreachable",
    "unknown",
    "refused",
    "unknown",
    "unreachable",
    "unreachable",
  ]);
  provider.fault = "hang";
  assert.equal(await fault(ask("/fine")), "unreachable");
  assert.equal(await fault(ask("/fine", "http://127.0.0.1:1")), "unreachable");
});
