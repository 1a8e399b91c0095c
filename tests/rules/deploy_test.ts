import assert from "node:assert/strict";
import { parseConfig } from "../../src/config.ts";
import { SERVER_ENV, serverArguments } from "../../src/cli/server.ts";
import { paths } from "../../src/paths.ts";
import { loadedBy, ROOT } from "./graph.ts";

const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));
const [dockerfile, ignored, fly] = await Promise.all(["Dockerfile", ".dockerignore", "fly.toml"].map(read));
const image = dockerfile?.replaceAll("\\\n", "") ?? "";
const copied = [...image.matchAll(/^COPY (.+) (\S+)$/gm)].flatMap(([, from = ""]) => from.split(" "));
const set = Object.fromEntries(
  [...image.matchAll(/ ?([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]),
);
const toml = (key: string) => fly?.match(new RegExp(`^${key} = "?([^"\n]+?)"?$`, "m"))?.[1];

Deno.test("the image holds every file that its server and console load, and copies nothing that is absent", async () => {
  for (const path of copied) {
    assert.ok(await Deno.stat(new URL(path, ROOT)), path);
    assert.doesNotMatch(ignored ?? "", new RegExp(`^${path.replaceAll(".", "\\.")}/?$`, "m"), path);
  }
  const own = await loadedBy(["src/main.ts", "src/cli/start.ts", "src/cli/admin.ts", "src/seed/worker.ts"]);
  const missing = own.filter((path) =>
    !copied.some((place) => path === place || path.startsWith(`${place}/`))
  );
  assert.ok(own.length > 100);
  assert.deepEqual(missing, []);
});

Deno.test("the image starts the server with the permissions of `deno task start`, for an ordinary user", () => {
  const [, start = ""] = image.match(/^CMD (\[.+\])$/m) ?? [];
  const [shell, , script] = JSON.parse(start);
  assert.equal(shell, "sh");
  assert.match(
    script,
    /src\/cli\/start\.ts --arguments\) &&\s+exec setpriv --reuid=1000 .*--no-new-privs deno \$arguments$/,
  );
  assert.doesNotMatch(script, /-A\b|--allow-all|--allow-(net|read|write|run)/);
  for (const [name, value] of Object.entries(SERVER_ENV)) assert.equal(set[name], value, name);
  const { HOST, PORT, DATA_DIR } = set;
  const words = serverArguments(parseConfig({ HOST, PORT, DATA_DIR, SMTP_URL: "smtp://mail.example" }));
  assert.ok(words.includes("--allow-net") && words.includes("--deny-net=169.254.0.0/16,[fd00:ec2::254]"));
  assert.ok(words.every((word) => !/\s/.test(word)), "split at blanks by the shell");
});

Deno.test("image and machine agree on port, volume and health check", () => {
  const { PORT, DATA_DIR } = set;
  assert.match(image, new RegExp(`^VOLUME ${DATA_DIR}$`, "m"));
  assert.match(image, new RegExp(`^EXPOSE ${PORT}$`, "m"));
  assert.ok(image.includes(`127.0.0.1:$PORT${paths.health()}`));
  assert.deepEqual([toml("destination"), toml("DATA_DIR")], [DATA_DIR, DATA_DIR]);
  assert.deepEqual([toml("internal_port"), toml("PORT"), toml("path")], [PORT, PORT, paths.health()]);
});

Deno.test("one version of Deno is asked for everywhere", async () => {
  const places = ["README.md", "CONTRIBUTING.md", "package.json", ".ci/run", "Dockerfile"];
  const asked = await Promise.all(
    places.map(async (place) => [...(await read(place)).matchAll(/(?:deno@|debian-|Deno )(\d+\.\d+\.\d+)/g)]),
  );
  for (const [at, found] of asked.entries()) assert.ok(found.length > 0, `${places[at]} names none`);
  assert.deepEqual([...new Set(asked.flat().map(([, version]) => version))].length, 1);
});
