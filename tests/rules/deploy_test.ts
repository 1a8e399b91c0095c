import assert from "node:assert/strict";
import { parseConfig } from "../../src/config.ts";
import { SERVER_ENV } from "../../src/cli/server.ts";
import { DENO_VERSION } from "../../src/doctor/runtime.ts";
import { paths } from "../../src/paths.ts";
import { loadedBy, ROOT } from "./graph.ts";

const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));
const [dockerfile, ignored, fly] = await Promise.all(["Dockerfile", ".dockerignore", "fly.toml"].map(read));
const image = dockerfile?.replaceAll("\\\n", "") ?? "";
const [building = "", running = ""] = image.split(/^FROM \$\{BASE_IMAGE\}/m);
const copied = [...building.matchAll(/^COPY (.+) (\S+)$/gm)].flatMap(([, from = ""]) => from.split(" "));
const set = Object.fromEntries(
  [...running.matchAll(/ ([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]),
);
const toml = (key: string) => fly?.match(new RegExp(`^${key} = "?([^"\n]+?)"?$`, "m"))?.[1];

Deno.test("the image holds every file that its server and console load, and copies nothing that is absent", async () => {
  for (const path of copied) {
    assert.ok(await Deno.stat(new URL(path, ROOT)), path);
    assert.doesNotMatch(ignored ?? "", new RegExp(`^${path.replaceAll(".", "\\.")}/?$`, "m"), path);
  }
  const entries = building.match(/deno install [^&]*--entrypoint ([^&]+?) &&/)?.[1]?.split(" ") ?? [];
  assert.ok(
    ["main", "cli/start", "cli/admin", "cli/restore", "cli/doctor"].every((one) =>
      entries.includes(`src/${one}.ts`)
    ),
  );
  const own = await loadedBy(["src/main.ts", "src/cli/admin.ts", "src/cli/doctor.ts", "src/seed/worker.ts"]);
  const missing = own.filter((path) =>
    !copied.some((place) => path === place || path.startsWith(`${place}/`))
  );
  assert.match(building, /&& +deno run -A src\/cli\/build\.ts &&/);
  assert.ok(own.length > 100);
  assert.deepEqual(missing, []);
});

Deno.test("the image starts the server as `deno task start` does, for an ordinary user", async () => {
  const { tasks } = JSON.parse(await read("deno.json"));
  const allowed = (words: string[]) => words.filter((word) => word.startsWith("--allow")).sort();
  const stages = running.split(/^FROM runtime AS /m).slice(1);
  assert.deepEqual(
    stages.map((stage) => stage.match(/^\w+/)?.[0]),
    ["fly", "server"],
    "the last one is built unless told",
  );
  for (const stage of stages) {
    const command: string[] = JSON.parse(stage.match(/^CMD (\[.+\])$/m)?.[1] ?? "[]");
    assert.deepEqual(allowed(command), allowed(tasks.start.split(" ")));
    assert.ok(command.includes("src/cli/start.ts"));
    const user = stage.match(/^USER (\d+)/m)?.[1];
    assert.equal(user === "0" ? command.at(-1) : user, "1000");
  }
  assert.equal(toml("build-target"), "fly");
  assert.match(running, /^STOPSIGNAL SIGTERM$/m);
  assert.doesNotMatch(running, /^RUN /m, "there is no shell in it");
  for (const [name, value] of Object.entries(SERVER_ENV)) assert.equal(set[name], value, name);
});

Deno.test("image and machine agree on port, volume, health checks and the time to stop", async () => {
  const { PORT, DATA_DIR } = set;
  assert.match(image, new RegExp(`^VOLUME ${DATA_DIR}$`, "m"));
  assert.match(image, new RegExp(`^EXPOSE ${PORT}$`, "m"));
  assert.ok(running.includes("127.0.0.1:${Deno.env.get('PORT')}" + paths.health()));
  assert.deepEqual([toml("destination"), toml("DATA_DIR")], [DATA_DIR, DATA_DIR]);
  assert.deepEqual([toml("internal_port"), toml("PORT"), toml("path")], [PORT, PORT, paths.health()]);
  assert.match(
    fly ?? "",
    new RegExp(`^\\[checks\\.ready\\]$[^\\[]+^port = ${PORT}$[^\\[]+^path = "${paths.ready()}"$`, "m"),
  );
  const seconds = (key: string) => Number(toml(key)?.replace("s", "") ?? 0);
  const drain = Number((await read("src/main.ts")).match(/DRAIN_MS = (\d+)_000/)?.[1]);
  assert.ok(seconds("kill_timeout") > seconds("DRAIN_SECONDS") + drain, "ends by itself before it is killed");
});

Deno.test("the unit starts what `deno task start` does, with time to stop, and the proxy finds it", async () => {
  const [unit, proxy, windows] = await Promise.all(
    ["deploy/linux/reparo.service", "deploy/linux/Caddyfile", "docs/install-windows.md"].map(read),
  );
  const { tasks } = JSON.parse(await read("deno.json"));
  const allowed = (text = "") => text.split(" ").filter((word) => word.startsWith("--allow")).sort();
  assert.deepEqual(allowed(unit?.match(/^ExecStart=(.+)$/m)?.[1]), allowed(tasks.start));
  assert.deepEqual(allowed(windows?.match(/<arguments>(.+)<\/arguments>/)?.[1]), allowed(tasks.start));
  assert.ok(Number(unit?.match(/^TimeoutStopSec=(\d+)$/m)?.[1]) >= 20);
  assert.match(proxy ?? "", new RegExp(`reverse_proxy 127\\.0\\.0\\.1:${parseConfig({}).PORT} `));
});

Deno.test("one version of Deno is asked for everywhere", async () => {
  const places = [
    "README.md",
    "CONTRIBUTING.md",
    "package.json",
    ".ci/run",
    "Dockerfile",
    "docs/install-linux.md",
    "docs/install-windows.md",
  ];
  const asked = await Promise.all(
    places.map(async (
      place,
    ) => [...(await read(place)).matchAll(/(?:deno@|debian-|Deno |download\/v)(\d+\.\d+\.\d+)/g)]),
  );
  for (const [at, found] of asked.entries()) assert.ok(found.length > 0, `${places[at]} names none`);
  assert.deepEqual([...new Set(asked.flat().map(([, version]) => version))], [DENO_VERSION]);
});
