import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { startPrinter } from "../support/printer.ts";
import { inPlace, type Place } from "./daemon_process.ts";
import { startPollServer, zplOf } from "./poll_server.ts";
import { freePort } from "../support/server_process.ts";
import { configText, until } from "./shop.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PACKAGING = `${ROOT}printer-daemon/packaging`;
/** The whole of zod is half a megabyte; the daemon uses little of it. */
const MOST_BYTES = 300_000;

Deno.test("the bundle is one small file that runs with the leave of the unit file and no more", async () => {
  const server = startPollServer();
  const printer = await startPrinter();
  const statusPort = freePort();
  const config = configText({ server: server.url, port: printer.port, statusPort });
  await inPlace(config, async (place) => {
    await Deno.writeTextFile(`${place.dir}/token`, server.token);
    const bundle = await bundleInto(place.dir);
    assert.ok((await Deno.stat(bundle)).size < MOST_BYTES);
    const net = [new URL(server.url).host, `127.0.0.1:${printer.port}`, `127.0.0.1:${statusPort}`].join(",");
    const daemon = run(place, { bundle, flags: await unitFlags({ dir: place.dir, net }) });
    const said = new Response(daemon.stderr).text();
    server.offer({ id: "j1" });
    await until(() => server.jobs.get("j1")?.state === "printed", () => `${server.jobs.get("j1")?.state}`);
    const page = await fetch(`http://127.0.0.1:${statusPort}/`);
    assert.ok((await page.text()).includes("Servicio de impresión"));
    daemon.kill("SIGTERM");
    assert.equal((await daemon.status).code, 0);
    assert.ok(!/NotCapable|"level":"(warn|error)"/.test(await said));
    assert.deepEqual(printer.labels.map(({ zpl }) => zpl), [zplOf("j1").trim()]);
  });
  await printer.close();
  await server.close();
});

Deno.test("without leave for the printer's port nothing is sent, and that is what is told", async () => {
  const server = startPollServer();
  const printer = await startPrinter();
  await inPlace(configText({ server: server.url, port: printer.port }), async (place) => {
    await Deno.writeTextFile(`${place.dir}/token`, server.token);
    const bundle = await bundleInto(place.dir);
    const flags = await unitFlags({ dir: place.dir, net: new URL(server.url).host });
    const daemon = run(place, { bundle, flags });
    const said = new Response(daemon.stderr).text();
    server.offer({ id: "j1" });
    await until(() => server.printer("mostrador")?.reason === "offline", () => "not offline");
    assert.equal(printer.received(), "");
    daemon.kill("SIGTERM");
    await daemon.status;
    assert.ok(!(await said).includes(server.token));
  });
  await printer.close();
  await server.close();
});

Deno.test("the unit restarts for ever, survives a reboot and keeps its key to itself", async () => {
  const unit = await Deno.readTextFile(`${PACKAGING}/printer-daemon.service`);
  for (
    const line of [
      "Restart=always",
      "StartLimitIntervalSec=0",
      "WantedBy=multi-user.target",
      "DynamicUser=yes",
      "StateDirectoryMode=0700",
      "NoNewPrivileges=yes",
      "ProtectSystem=strict",
    ]
  ) assert.ok(unit.split("\n").includes(line), line);
  const active = unit.split("\n").filter((line) => !line.startsWith("#")).join("\n");
  assert.ok(!/allow-(all|run|env|sys|ffi)|--allow-(net|read|write)(\s|$)|\s-A\s/.test(active));
});

Deno.test("the Windows task starts with the computer, as Local Service, and starts again", async () => {
  const script = await Deno.readTextFile(`${PACKAGING}/install-windows.ps1`);
  for (const word of ["-AtStartup", "S-1-5-19", "-RunLevel Limited", "-RestartCount", "[TimeSpan]::Zero"]) {
    assert.ok(script.includes(word), word);
  }
  for (
    const flag of [
      "--no-prompt",
      "--no-remote",
      "--no-npm",
      "--no-code-cache",
      "--v8-flags=--max-semi-space-size=1,--lite-mode",
    ]
  ) {
    assert.ok(script.includes(flag), flag);
  }
  assert.ok(!/allow-(all|run|env|sys|ffi)|"-A"/.test(script));
});

/** As `deno task daemon:bundle` makes it, into another folder. */
async function bundleInto(dir: string): Promise<string> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  const words: string[] = tasks["daemon:bundle"].split(" ").slice(1);
  const path = `${dir}/printer-daemon.js`;
  const args = words.map((word) => word === "dist/printer-daemon.js" ? path : word);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT, stdin: "null" })
    .output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return path;
}

/** The flags of the unit file, with the places and addresses of this test. */
async function unitFlags({ dir, net }: { dir: string; net: string }): Promise<string[]> {
  const unit = await Deno.readTextFile(`${PACKAGING}/printer-daemon.service`);
  const command = /^ExecStart=(.*)$/m.exec(unit.replace(/\\\n/g, " "))?.[1] ?? "";
  const flags = command.split(/\s+/).filter((word) => word.startsWith("--") && word !== "--config");
  assert.ok(flags.length >= 7, command);
  return flags.map((flag) => {
    if (flag.startsWith("--allow-net=")) return `--allow-net=${net}`;
    return flag.replace(/^(--allow-(?:read|write)=).*/, `$1${dir}`);
  });
}

function run(
  { dir, config }: Place,
  { bundle, flags }: { bundle: string; flags: string[] },
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, bundle, "run", "--config", config],
    cwd: dir,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
}
