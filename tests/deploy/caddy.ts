import { join } from "node:path";
import { orAbsent } from "../../src/files/durable.ts";
import { ROOT_DIR } from "../../src/root.ts";

export const CADDY = Deno.env.get("CADDY") ?? "/usr/bin/caddy";

/** What is to be left out of the shipped file with Caddy 2.6, which Debian has. */
const OF_LATER =
  "\t\trequest_buffers 1MB\n\t\thealth_uri /salud\n\t\thealth_interval 1s\n\t\thealth_timeout 5s\n";

interface LogEntry {
  request: { proto: string; uri: string };
}

const LOGGED_MS = 10_000;

export interface Proxy extends AsyncDisposable {
  url: string;
  port: number;
  /** Its authority, PEM. */
  authority: string;
  /** What Caddy saw of the first request for that address; it is written a moment after the answer. */
  logged(uri: string): Promise<LogEntry>;
}

/** Whether this Caddy is one that the shipped file is for as it stands. */
export async function isLaterCaddy(): Promise<boolean> {
  const { stdout } = await new Deno.Command(CADDY, { args: ["version"], stdin: "null" }).output();
  return !/^v?2\.6\./.test(new TextDecoder().decode(stdout).trim());
}

/** Caddy with the file that is shipped, as it says for this version, changed in its name, its ports and what `replace` says alone. */
export async function startCaddy(
  { port, to, replace = {} }: { port: number; to: number; replace?: Record<string, string> },
): Promise<Proxy> {
  const dir = await Deno.makeTempDir({ prefix: "reparo-caddy-" });
  const shipped = await Deno.readTextFile(join(ROOT_DIR, "deploy/linux/Caddyfile"));
  const changes = {
    ...!await isLaterCaddy() && { [OF_LATER]: "" },
    "127.0.0.1:8000": `127.0.0.1:${to}`,
    "{\n\tservers": `{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n\tservers`,
    "taller.example {":
      `https://localhost:${port} {\n\ttls internal\n\tlog {\n\t\toutput file ${dir}/access.log\n\t}`,
    ...replace,
  };
  let text = shipped;
  for (const [from, to] of Object.entries(changes)) {
    if (!text.includes(from)) throw new Error(`The Caddyfile does not say ${from}`);
    text = text.replace(from, to);
  }
  await Deno.writeTextFile(`${dir}/Caddyfile`, text);
  const child = new Deno.Command(CADDY, {
    args: ["run", "--config", `${dir}/Caddyfile`, "--adapter", "caddyfile"],
    env: { HOME: dir, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const authority = await written(`${dir}/caddy/pki/authorities/local/root.crt`);
  while (!await shakesHands(port, authority)) await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    url: `https://localhost:${port}`,
    port,
    authority,
    async logged(uri) {
      for (const end = Date.now() + LOGGED_MS;;) {
        const text = await orAbsent(Deno.readTextFile(`${dir}/access.log`)) ?? "";
        const entries = text.split("\n").slice(0, -1).map((line): LogEntry => JSON.parse(line));
        const entry = entries.find(({ request }) => request.uri === uri);
        if (entry) return entry;
        if (Date.now() > end) throw new Error(`Caddy did not log ${uri}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function written(path: string): Promise<string> {
  for (let tries = 0;; tries++) {
    try {
      const text = await Deno.readTextFile(path);
      if (text.includes("END CERTIFICATE")) return text;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    if (tries > 3_000) throw new Error("Caddy does not start");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** It takes connections before it has the certificate of its name. */
async function shakesHands(port: number, authority: string): Promise<boolean> {
  try {
    using connection = await Deno.connectTls({ hostname: "localhost", port, caCerts: [authority] });
    await connection.handshake();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused || error instanceof Deno.errors.InvalidData) {
      return false;
    }
    throw error;
  }
}
