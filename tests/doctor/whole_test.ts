import assert from "node:assert/strict";
import { join } from "node:path";
import { aDataDir, admin, type DataDir, launch } from "../cli/program.ts";
import { smtpStage } from "../mail/smtp_stage.ts";
import { ROOT } from "../rules/graph.ts";
import { fakeStore, STORE_KEY } from "../support/s3.ts";
import { freePort } from "../support/server_process.ts";

interface Told {
  ok: boolean;
  findings: { code: string; area: string; state: string; said: string; mend: string }[];
}

/** `deno task doctor` with the permissions of its task. */
async function doctor(
  data: DataDir,
  words: string[],
): Promise<{ code: number; text: string; stderr: string }> {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const [, ...task] = String(tasks.doctor).split(" ");
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...task, ...words],
    cwd: ROOT,
    env: { ...data.env, LANG: "es_AR.UTF-8" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, text: text(stdout), stderr: text(stderr) };
}

async function listing(dir: string): Promise<Map<string, number>> {
  const names = (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name).filter((name) =>
    name !== "logs"
  );
  return new Map(names.sort().map((name) => [name, Deno.statSync(join(dir, name)).mode ?? 0]));
}

Deno.test("a good installation has nothing to mend, and is left as it was", async () => {
  await using data = await aDataDir();
  await using store = fakeStore();
  await using smtp = await smtpStage();
  const port = freePort();
  Object.assign(data.env, {
    PORT: String(port),
    BASE_URL: `http://localhost:${port}`,
    METRICS_TOKEN: "a-token-of-the-watchers",
    SMTP_URL: smtp.url,
    BACKUP_S3_URL: store.url,
    BACKUP_S3_KEY_ID: STORE_KEY.keyId,
    BACKUP_S3_SECRET: STORE_KEY.secret,
  });
  await using server = launch(data);
  await server.says(/^Reparo \S+/m);
  const commands = ["setup --shop Sur --email ana@example.com", "backup-key"];
  for (const words of commands) {
    const { code, stderr } = await admin(data, words.split(" "));
    assert.equal(code, 0, stderr);
  }
  const before = await listing(data.env.DATA_DIR);
  const seen = await doctor(data, ["--json"]);
  const { ok, findings }: Told = JSON.parse(seen.text);
  const states = findings.filter(({ state, area }) => state !== "ok" && area !== "backups").map(({ code }) =>
    code
  )
    // Whoever works on the sources may have built them before.
    .filter((code) => code !== "build_other");
  assert.deepEqual([seen.code, ok, states], [0, true, []], seen.text);
  const codes = findings.map(({ code }) => code);
  for (
    const code of ["server_ok", "ready", "sound", "mail_ok", "store_ok", "proxy_ok", "work_ok"]
  ) {
    assert.ok(codes.includes(code), code);
  }
  assert.deepEqual(await listing(data.env.DATA_DIR), before, "nothing is left behind");
  assert.ok(![...store.objects.keys()].some((key) => key.includes("doctor")));
  assert.equal(smtp.mails.length, 0);

  const file = join(data.dir, "server.env");
  await Deno.writeTextFile(
    file,
    `SMTP_URL="smtp://ana:secreta@127.0.0.1:${port}"\nBACKUP_S3_SECRET=\nSMTP_HOST=x\n`,
  );
  const broken = await doctor(data, ["--env-file", file]);
  assert.equal(broken.code, 1, broken.stderr);
  assert.match(broken.text, /^Correo\n {2}MAL {3}127\.0\.0\.1:\d+ no sirve: .+\n {8}→ Revise SMTP_URL/m);
  assert.match(broken.text, /La copia externa está a medias/);
  assert.match(broken.text, /SMTP_HOST no es una variable de Reparo/);
  assert.match(broken.text, /^Para arreglar: 2\. Para mirar: \d\.$/m);
  assert.doesNotMatch(broken.text, /secreta/);
});
