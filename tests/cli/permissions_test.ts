import assert from "node:assert/strict";
import { serverPermissions } from "../../src/cli/permissions.ts";
import { parseConfig } from "../../src/config.ts";

/** What the server may reach, without its own listener. */
function reached(env: Record<string, string>): string[] {
  const flag = serverPermissions(parseConfig({ PORT: "8000", ...env }), "/app")
    .find((one) => one.startsWith("--allow-net=")) ?? "";
  return flag.replace("--allow-net=", "").split(",").filter((host) => host !== "127.0.0.1:8000");
}

Deno.test("the server reaches the payment providers that it is told of, and no other", () => {
  assert.deepEqual(reached({}), ["127.0.0.1"]);
  assert.deepEqual(reached({ PAYMENT_PROVIDERS: "mercado_pago" }), ["127.0.0.1", "api.mercadopago.com:443"]);
  assert.deepEqual(
    reached({ PAYMENT_PROVIDERS: "stripe, mercado_pago", STRIPE_URL: "https://proxy.example:8443/" }),
    [
      "127.0.0.1",
      "proxy.example:8443",
      "api.mercadopago.com:443",
    ],
  );
});
