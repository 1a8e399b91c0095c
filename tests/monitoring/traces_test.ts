import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { SOURCE_ENTRY } from "../../src/cli/build.ts";
import { serverArguments } from "../../src/cli/server.ts";
import { parseConfig } from "../../src/config.ts";
import { paths } from "../../src/paths.ts";
import { aShop } from "../faults/a_shop.ts";
import { until } from "../jobs/stage.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";

const TOKEN = "s3cretToken4567890abcd";
const ASKING = fileURLToPath(new URL("asking.ts", import.meta.url));

interface Attribute {
  key: string;
  value: Record<string, unknown>;
}

interface Told {
  resourceSpans?: { scopeSpans: { spans: { name: string; kind: number; attributes: Attribute[] }[] }[] }[];
  resourceMetrics?: {
    scopeMetrics: {
      metrics: { name: string; histogram?: { dataPoints: { attributes: Attribute[] }[] } }[];
    }[];
  }[];
}

/** Takes what OpenTelemetry sends, as JSON over HTTP. */
function collector() {
  const told: Told[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const address = new URL(request.url);
    if (address.pathname.startsWith("/v1/")) told.push(await request.json());
    return Response.json({});
  });
  const { port } = server.addr;
  return {
    port,
    env: {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_SERVICE_NAME: "reparo",
      OTEL_BSP_SCHEDULE_DELAY: "100",
      OTEL_BLRP_SCHEDULE_DELAY: "100",
      OTEL_METRIC_EXPORT_INTERVAL: "300",
    },
    text: () => JSON.stringify(told),
    /** `name → attribute`, of requests that were answered (2) or asked (3). */
    spans(kind: 2 | 3, attribute: string): string[] {
      const all = told.flatMap(({ resourceSpans = [] }) => resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
      return all.filter((span) => span.kind === kind).map(({ name, attributes }) =>
        `${name} → ${valueOf(attributes, attribute)}`
      );
    },
    /** Of the times that were measured. */
    routes(): Set<unknown> {
      const all = told.flatMap(({ resourceMetrics = [] }) => resourceMetrics)
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
      return new Set(
        all.filter(({ name }) => name === "http.server.request.duration")
          .flatMap(({ histogram }) => histogram?.dataPoints ?? [])
          .map(({ attributes }) => valueOf(attributes, "http.route")),
      );
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function valueOf(attributes: readonly Attribute[], wanted: string): unknown {
  return Object.values(attributes.find(({ key }) => key === wanted)?.value ?? {})[0];
}

Deno.test("OpenTelemetry gets each request's route and time from the start task, and no address", async () => {
  await using receiver = collector();
  const data = await Deno.makeTempDir({ prefix: "reparo-traces-" });
  const url = `file:${join(data, "reparo.db")}`;
  const keys = await aShop(url);
  const port = freePort();
  const config = parseConfig({ DATA_DIR: data, DATABASE_URL: url, PORT: String(port) });
  const program = [Deno.execPath(), ...serverArguments(config, SOURCE_ENTRY)];
  const env = { ...receiver.env, LOG_CONSOLE: "json" };
  const server = await startServer({ data, url, port, env, program });
  try {
    const ask = async (path: string, init: RequestInit = {}) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual", ...init });
      await answer.body?.cancel();
      return answer.status;
    };
    const desk = { headers: { Cookie: keys.cookie } };
    const program = { headers: { Authorization: `Bearer ${keys.token}` } };
    const form = new URLSearchParams({ email: "secreta@example.com", password: "s3cret-contraseña" });
    assert.equal(await ask("/ordenes?q=Secreta%20P%C3%A9rez", desk), 200);
    assert.equal(await ask("/api/ordenes/?q=secreta", program), 200);
    assert.equal(await ask(paths.tracking(TOKEN)), 404);
    assert.equal(await ask(paths.passwordLink(TOKEN)), 404);
    assert.equal(await ask("/ingresar?next=%2Fs3cret", { method: "POST", body: form }), 403);
    const spans = [
      "GET /ordenes → 200",
      "GET /api/ordenes → 200",
      "GET /seguimiento/:token → 404",
      "GET /ingresar/clave/:token → 404",
      "POST /ingresar → 403",
    ];
    const told = () =>
      receiver.spans(2, "http.response.status_code").filter((one) => !one.startsWith("GET /salud "));
    await until(() => told().length >= spans.length, "the traces arrive");
    assert.deepEqual(told().sort(), spans.sort());
    await until(() => receiver.routes().has("/seguimiento/:token"), "the times arrive");
    assert.match(receiver.text(), /"service.name","value":\{"stringValue":"reparo"/);
    await until(() => /"stringValue":"Reparo \d/.test(receiver.text()), "and the console");
    for (const secret of [/s3cret|secreta/i, keys.cookie.slice(4), keys.token, "example.com"]) {
      assert.ok(!new RegExp(secret).test(receiver.text()), String(secret));
    }
  } finally {
    // Not asked to end: with traces on, Deno 2.9.6 may wait for ever as it does.
    await stop(server);
    await Deno.remove(data, { recursive: true });
  }
});

Deno.test("of what the server asks others OpenTelemetry gets the server alone", async () => {
  await using receiver = collector();
  const there = `http://127.0.0.1:${receiver.port}`;
  const nobody = `http://127.0.0.1:${freePort()}`;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--node-modules-dir=manual",
      "-A",
      "--no-check",
      ASKING,
      ...[there, nobody].map((one) => `${one}/s3cret/hook?token=s3cret`),
    ],
    env: receiver.env,
    stderr: "inherit",
  }).spawn();
  const told = () => receiver.spans(3, "url.full");
  try {
    await until(() => told().length === 3, "the traces arrive");
  } finally {
    await stop(child);
  }
  assert.deepEqual(told(), [`GET → ${there}`, `GET → ${there}`, `GET → ${nobody}`]);
  assert.doesNotMatch(receiver.text(), /s3cret/);
});
