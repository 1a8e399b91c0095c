/**
 * Builds both images and does with them what docs/install-linux.md and docs/deploy-fly.md say, by podman in the place of Docker. Not part of
 * `deno task soak`: needs root, buildah, podman, crun, catatonit, mmdebstrap, Debian's mirror and the npm registry. The bases are stand-ins
 * made of Debian's packages, with the files and users of the true ones, which a registry would give.
 * `deno run -A tests/soak/image.ts [--built] [--keep]`: with the images of the run before; leaving its container and volume behind. With NPM_CA=FILE behind a proxy that has an authority of its own.
 */
import assert from "node:assert/strict";
import { until } from "../jobs/stage.ts";
import { type Made, MAIL_PORT, type Step } from "./image_visit.ts";

const UNIFIED = "/sys/fs/cgroup/unified";
const DOCS = await Deno.readTextFile("docs/install-linux.md");
const SCOPES = "orders:write,clients:write,messages:write,payments:read";
const work = await Deno.makeTempDir({ prefix: "reparo-image-" });

if (Deno.env.get("IMAGE_APART") === undefined) Deno.exit(await apart());
try {
  await main();
} finally {
  if (!Deno.args.includes("--keep")) {
    await podman(["rm", "--force", "reparo", "reparo-fly"]);
    await podman(["volume", "rm", "--force", "reparo_data", "reparo_fly"]);
  }
  await Deno.remove(work, { recursive: true });
}

async function main(): Promise<void> {
  await settings();
  const sizes = Deno.args.includes("--built") ? [] : await built();
  await billIsTrue();
  for (const size of sizes) console.log(size);
  console.log(await serve());
  console.log(await onFly());
}

async function built(): Promise<string[]> {
  const bases = await standIns();
  const sizes: string[] = [];
  for (const [target, name] of [["fly", "reparo-fly"], ["server", "reparo"]] as const) {
    const words = ["bud", "--layers", "--format", "docker", "--target", target, "-t", name];
    await run("buildah", [...words, ...bases, "."]);
    sizes.push(`${target} ${await sizeOf(name)}`);
  }
  return sizes;
}

/** As user 1000 with a root that cannot be written to and no network but its own: from the first start to a restore. */
async function serve(): Promise<string> {
  await Deno.writeTextFile(`${work}/env`, envFile());
  await docker(documented("docker run -d"));
  await listens();
  const started = await resident();
  const token = await firstStart();
  const made = await visit<Made>("begin", { token });
  const { key, cert, authority } = await certificate();
  await visit("mail", { number: made.number, token, key, cert });
  await visit("work", { number: made.number, token });
  const worked = await resident();
  assert.equal((await podman(["healthcheck", "run", "reparo"])).code, 0);
  assert.match(
    await evaluate("new Date(0).toLocaleString('es-CL', { timeZone: 'America/Santiago' })"),
    /9:00:00/,
  );
  await evaluate("Deno.writeTextFileSync('/tmp/x', '')", 1);
  await evaluate("Deno.writeTextFileSync('/app/x', '')", 1);

  const { identity } = JSON.parse(await task("backup-key", "--json"));
  await task("backup");
  await task("drill");
  await doctorIsContent();
  await stopsWell("reparo");
  await docker("docker start reparo");
  await listens();
  await visit("look", made);
  await stopsWell("reparo");
  await Deno.writeTextFile(`${work}/key.txt`, `${identity}\n`);
  await docker(documented("docker run --rm -i"));
  await docker("docker start reparo");
  await listens();
  await visit("look", made);
  await evaluate(`Deno.writeTextFileSync('/data/ca.pem', ${JSON.stringify(authority)})`);
  await stopsWell("reparo");
  await docker("docker rm reparo");
  await Deno.writeTextFile(`${work}/env`, envFile("DENO_CERT=/data/ca.pem"));
  await docker(documented("docker run -d"));
  await listens();
  const again = await newToken("again");
  await visit("mail", { number: made.number, token: again, key, cert, arrives: "yes" });
  await stopsWell("reparo");
  return `resident ${started} after the start, ${worked} after 200 requests`;
}

/** Begins as root with a volume that belongs to root; its server is user 1000. */
async function onFly(): Promise<string> {
  const withoutMail = envFile().split("\n").filter((line) => !/^(SMTP_URL|MAIL_FROM)=/.test(line)).join("\n");
  await Deno.writeTextFile(`${work}/env`, withoutMail);
  await podman(["volume", "create", "reparo_fly"]);
  const at = await podman(["volume", "inspect", "reparo_fly", "--format", "{{.Mountpoint}}"]);
  await Deno.mkdir(`${at.text}/lost+found`);
  await docker(
    `podman run -d --name reparo-fly --network none -v reparo_fly:/data --env-file ENV reparo-fly`,
  );
  await listens("reparo-fly");
  const users = (await servers("reparo-fly")).map(({ uid }) => uid);
  assert.deepEqual(users, [0, 1000]);
  assert.equal((await Deno.stat(`${at.text}/reparo.db`)).uid, 1000);
  const console_ = ["exec", "reparo-fly", "deno", "task", "--cwd", "/app"];
  for (const words of [["admin", "status"], ["doctor", "--lang", "es"]]) {
    const { code, text } = await podman([...console_, ...words]);
    assert.equal(code, 0, text);
  }
  await stopsWell("reparo-fly");
  return "fly begins as root, serves as user 1000";
}

/** The mail server is there for a moment alone. */
async function doctorIsContent(): Promise<void> {
  const { text } = await podman(["exec", "reparo", "deno", "task", "--quiet", "doctor", "--json"]);
  const { findings } = JSON.parse(text) as { findings: { code: string; area: string; state: string }[] };
  assert.ok(findings.some(({ code }) => code === "build_same"), text);
  const bad = findings.filter(({ area, state }) => state === "fault" && area !== "mail");
  assert.deepEqual(bad, []);
}

async function firstStart(): Promise<string> {
  let code = "";
  await until(async () => {
    code = /codigo=([\w-]+)/.exec((await podman(["logs", "reparo"])).text)?.[1] ?? "";
    return code !== "";
  }, "the link is shown");
  await visit("begin", { code });
  return await newToken("image");
}

async function newToken(name: string): Promise<string> {
  const scopes = ["--scopes", SCOPES];
  return JSON.parse(await task("admin", "create-token", "--name", name, ...scopes, "--json")).token;
}

async function billIsTrue(): Promise<void> {
  const bill = JSON.parse(await run("deno", ["task", "--quiet", "sbom"]));
  const known = new Set(
    bill.components.map((one: { group?: string; name: string; version: string }) =>
      `${one.group ? `${one.group}+` : ""}${one.name}@${one.version}`
    ),
  );
  const list = "[...Deno.readDirSync('/app/node_modules/.deno')].map(({ name }) => name).join(' ')";
  const listing = ["run", "--rm", "--network", "none", "reparo", "deno", "eval", `console.log(${list})`];
  const text = await run("podman", listing);
  const inside = text.split(" ").filter((name) => /^@?[^@]+@\d/.test(name));
  assert.ok(inside.length > 50);
  assert.deepEqual(
    inside.filter((name) => !known.has(name.replace(/(@\d[^_]*)_.*$/, "$1"))),
    [],
    "not in the bill",
  );
}

/** What a page says, by podman, with the files of this run and no network. */
function documented(beginning: string): string {
  const found = DOCS.replaceAll("\\\n", "").split("\n").find((line) => line.startsWith(beginning));
  assert.ok(found, `docs/install-linux.md has no ${beginning}`);
  return found.replace(/-p \S+|--restart \S+/g, "").replace("/etc/reparo.env", "ENV").replace(
    "key.txt",
    "KEY",
  )
    .replace(" -v ", " --read-only-tmpfs=false --network none -v ");
}

async function docker(line: string): Promise<string> {
  const [command = "", input] = line.split(" < ");
  const words = command.trim().split(/ +/).slice(1).map((word) => word === "ENV" ? `${work}/env` : word);
  const stdin = input === undefined ? undefined : await Deno.readTextFile(`${work}/key.txt`);
  const { code, text } = await podman(words, stdin);
  assert.equal(code, 0, `${line}: ${text}`);
  return text;
}

function envFile(...more: string[]): string {
  const key = "5e".repeat(32);
  const mail = [`SMTP_URL=smtps://127.0.0.1:${MAIL_PORT}`, "MAIL_FROM=Taller <taller@example.com>"];
  return ["BASE_URL=http://127.0.0.1:8000", `SECRET_KEY=${key}`, ...mail, ...more, ""].join("\n");
}

async function task(...words: string[]): Promise<string> {
  const { code, text } = await podman(["exec", "reparo", "deno", "task", "--quiet", ...words]);
  assert.equal(code, 0, `${words.join(" ")}: ${text}`);
  return text;
}

async function evaluate(code: string, fails = 0): Promise<string> {
  const answer = await podman(["exec", "reparo", "deno", "eval", `console.log(${code})`]);
  assert.equal(answer.code, fails, `${code}: ${answer.text}`);
  return answer.text;
}

async function stopsWell(name: string): Promise<void> {
  const begun = performance.now();
  await podman(["stop", name]);
  assert.ok(performance.now() - begun < 15_000, "it ends by itself");
  assert.equal((await podman(["inspect", name, "--format", "{{.State.ExitCode}}"])).text, "0");
}

async function listens(name = "reparo"): Promise<void> {
  const health = ["exec", name, "deno", "eval", "--no-config", "await fetch('http://127.0.0.1:8000/salud')"];
  await until(async () => (await podman(health)).code === 0, `${name} answers`);
}

/** A step from within the container's network. */
async function visit<T>(step: Step, given: unknown): Promise<T> {
  const [{ pid } = { pid: 0 }] = await servers("reparo");
  const words = ["run", "-A", "tests/soak/image_visit.ts", step, JSON.stringify(given)];
  return JSON.parse(await run("nsenter", ["--net", "--target", String(pid), Deno.execPath(), ...words]));
}

/** The launcher and its server. */
async function servers(name: string): Promise<{ pid: number; uid: number; mb: number }[]> {
  const first = Number((await podman(["inspect", name, "--format", "{{.State.Pid}}"])).text);
  const listed = await run("ps", ["-e", "-o", "pid=,ppid=,uid=,rss=,comm="]);
  const all = listed.split("\n").map((line) => line.trim().split(/ +/));
  const below = new Set([String(first)]);
  for (const [pid = "", parent = ""] of all) if (below.has(parent)) below.add(pid);
  return all.filter(([pid = "", , , , command]) => below.has(pid) && command === "deno")
    .map(([pid, , uid, rss]) => ({
      pid: Number(pid),
      uid: Number(uid),
      mb: Math.round(Number(rss) / 1_024),
    }));
}

async function resident(): Promise<string> {
  return (await servers("reparo")).map(({ mb }) => `${mb} MB`).join(" + ");
}

async function certificate(): Promise<{ key: string; cert: string; authority: string }> {
  const at = (name: string) => `${work}/${name}`;
  const own = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"];
  await run("openssl", [...own, "-subj", "/CN=Taller CA", "-keyout", at("ca.key"), "-out", at("ca.pem")]);
  const name = ["-subj", "/CN=Taller", "-addext", "subjectAltName=IP:127.0.0.1"];
  const signed = [
    "-CA",
    at("ca.pem"),
    "-CAkey",
    at("ca.key"),
    "-addext",
    "basicConstraints=critical,CA:FALSE",
  ];
  await run("openssl", [...own, ...name, ...signed, "-keyout", at("key.pem"), "-out", at("cert.pem")]);
  const [key = "", cert = "", authority = ""] = await Promise.all(
    ["key.pem", "cert.pem", "ca.pem"].map((file) => Deno.readTextFile(at(file))),
  );
  return { key, cert, authority };
}

/** Both bases, of Debian's packages; answers the arguments that name them. */
async function standIns(): Promise<string[]> {
  const packages = {
    build: ["minbase", "ca-certificates"],
    base: ["extract", "base-files,libc6,libgcc-s1,libstdc++6,ca-certificates,tzdata,netbase"],
  };
  for (const [kind, [variant, included]] of Object.entries(packages)) {
    const making = [`--variant=${variant}`, `--include=${included}`, "--dpkgopt=path-exclude=/dev/*"];
    await run("mmdebstrap", [...making, "bookworm", `${work}/${kind}.tar`]);
  }
  await Deno.copyFile(Deno.execPath(), `${work}/deno`);
  await Deno.copyFile(Deno.env.get("NPM_CA") ?? "/etc/ssl/certs/ca-certificates.crt", `${work}/npm.pem`);
  for (const kind of Object.keys(packages)) {
    const from = ["-f", "tests/soak/image_bases.Dockerfile", "--target", kind];
    await run("buildah", ["bud", ...from, "-t", `localhost/stand-in/${kind}`, work]);
  }
  return ["build", "base"].flatMap((kind) => [
    "--build-arg",
    `${kind.toUpperCase()}_IMAGE=localhost/stand-in/${kind}`,
  ]);
}

/** All of it, and as it is transferred. */
async function sizeOf(name: string): Promise<string> {
  const { text } = await podman(["image", "inspect", name, "--format", "{{.Size}}"]);
  await run("buildah", ["push", "--quiet", "--format", "docker", name, `dir:${work}/${name}`]);
  const layers = [...Deno.readDirSync(`${work}/${name}`)].map((one) =>
    Deno.statSync(`${work}/${name}/${one.name}`).size
  );
  const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  assert.ok(Number(text) < 250e6, `${name}: ${text}`);
  return `${mb(Number(text))} (${mb(layers.reduce((sum, one) => sum + one, 0))} compressed)`;
}

/** Again in a mount namespace of its own, where the program that runs containers finds no control groups of two kinds. */
async function apart(): Promise<number> {
  const script = `umount --lazy ${UNIFIED} 2>/dev/null; exec "$@"`;
  const own = [Deno.execPath(), "run", "-A", "tests/soak/image.ts", ...Deno.args];
  const { code } = await new Deno.Command("unshare", {
    args: ["--mount", "--propagation", "private", "sh", "-c", script, "sh", ...own],
    env: { IMAGE_APART: "1", BUILDAH_ISOLATION: "chroot", CONTAINERS_CONF: `${work}/containers.conf` },
  }).spawn().status;
  await Deno.remove(work, { recursive: true });
  return code;
}

/** No more open files and processes than any machine allows. */
async function settings(): Promise<void> {
  const limits = await Deno.readTextFile("/proc/self/limits");
  const [, files] = /^Max open files +\S+ +(\S+)/m.exec(limits) ?? [];
  const least = `"nofile=${files}:${files}", "nproc=1000:1000"`;
  const lines = ["[containers]", `default_ulimits = [${least}]`, "[engine]", 'runtime = "crun"', ""];
  await Deno.writeTextFile(Deno.env.get("CONTAINERS_CONF") ?? "", lines.join("\n"));
}

async function podman(args: string[], stdin?: string): Promise<{ code: number; text: string }> {
  return await ended("podman", args, stdin);
}

async function run(program: string, args: string[]): Promise<string> {
  const { code, text, errors } = await ended(program, args);
  assert.equal(code, 0, `${program} ${args.join(" ")}\n${text.slice(-2_000)}\n${errors.slice(-4_000)}`);
  return text;
}

async function ended(program: string, args: string[], stdin?: string) {
  const child = new Deno.Command(program, {
    args,
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const [text, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trim());
  return { code, text: text ?? "", errors: errors ?? "" };
}
