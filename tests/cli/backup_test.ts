import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { newAgeKey } from "../../src/backups/age.ts";
import { MANIFEST } from "../../src/backups/backup.ts";
import { sha256 } from "../../src/lib/token.ts";
import { type FakeStore, fakeStore, STORE_KEY } from "../support/s3.ts";
import { admin, aSetUpShop, type Ended, hasTerminal, launch, restore, restoreAtTerminal } from "./program.ts";

/** A shop that has a key and a backup, made by the console; the key is in a file. */
async function backedUp() {
  const data = await aSetUpShop();
  const told = async (words: string[]) => {
    const { code, stdout, stderr } = await admin(data, [...words, "--json"]);
    assert.equal(code, 0, `${words}: ${stderr}`);
    return JSON.parse(stdout);
  };
  const { identity } = await told(["backup-key"]);
  const attachment = await anAttachment(data.env.DATA_DIR);
  const { name } = await told(["backup"]);
  const backups = join(data.env.DATA_DIR, "backups");
  const keyFile = join(data.dir, "key.txt");
  await Deno.writeTextFile(keyFile, `${identity}\n`);
  const folder = join(backups, name);
  return { ...data, data, told, name, backups, folder, identity, keyFile, attachment };
}

/** A file in the shop's store; answers its hash. */
async function anAttachment(dir: string): Promise<string> {
  const bytes = new TextEncoder().encode("a photo");
  const hash = sha256(bytes);
  const folder = join(dir, "files", hash.slice(0, 2), hash.slice(2, 4));
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(join(folder, hash), bytes);
  return hash;
}

function refused({ code, stdout, stderr }: Ended, why: RegExp): void {
  assert.equal(code, 1, stdout);
  assert.match(stderr, why);
}

const thereIs = (path: string) => Deno.stat(path).then(() => true, () => false);

Deno.test("the console backs a shop up, tries the backup and brings it back", async (t) => {
  await using shop = await backedUp();
  await t.step("to an empty machine in one command", () => onEmptyMachine(shop));
  await t.step("or refuses in a sentence and puts nothing where it was to go", () => refusals(shop));
  await t.step("and puts a shop that is there aside for who asks for it alone", () => overAnother(shop));
  await t.step("with what a killed server had in its log alone", () => overKilled(shop));
  await t.step("also by way of a store outside", () => outside(shop));
});

/** What the store has not got is a failure, although the backup on the disk stands. */
async function outside(shop: Shop): Promise<void> {
  await using store = fakeStore();
  const env = {
    ...shop.env,
    BACKUP_S3_URL: store.url,
    BACKUP_S3_KEY_ID: STORE_KEY.keyId,
    BACKUP_S3_SECRET: STORE_KEY.secret,
  };
  const there = { ...shop.data, env };
  store.fault = (method) => method === "PUT" ? "403" : null;
  refused(
    await admin(there, ["backup"]),
    /is kept here, but not outside: The store answered 403 AccessDenied/,
  );
  store.fault = () => null;
  const taken = await admin(there, ["backup", "--json"]);
  assert.equal(taken.code, 0, taken.stderr);
  const to = join(shop.dir, "from-store");
  const words = ["latest", "--from", "store", "--to", to, "--key-file", shop.keyFile, "--json"];
  await openElsewhere(store, { to, words, env });
  const brought = await restore(words, { env });
  assert.equal(brought.code, 0, brought.stderr);
  assert.equal(JSON.parse(brought.stdout).name, JSON.parse(taken.stdout).name);
}

type Shop = Awaited<ReturnType<typeof backedUp>>;

async function onEmptyMachine(shop: Shop): Promise<void> {
  const drilled = await shop.told(["drill"]);
  assert.deepEqual([drilled.ok, drilled.name, drilled.error], [true, shop.name, ""]);

  const to = join(shop.dir, "machine", "reparo");
  const brought = await restore([
    "latest",
    "--from",
    shop.backups,
    "--to",
    to,
    "--key-file",
    shop.keyFile,
    "--json",
  ]);
  assert.equal(brought.code, 0, brought.stderr);
  const result = JSON.parse(brought.stdout);
  assert.deepEqual([result.name, result.migrated, result.aside], [shop.name, 0, ""]);
  for (const name of ["reparo.db", "secret.key"]) {
    assert.equal((Deno.statSync(join(to, name)).mode ?? 0) & 0o777, 0o600, name);
  }
  const there = { ...shop.data, env: { ...shop.env, DATA_DIR: to } };
  {
    await using server = launch(there);
    await server.says(/Reparo.*http/);
    const status = await admin(there, ["status", "--json"]);
    assert.equal(JSON.parse(status.stdout).shop, "Service Sur", status.stderr);
    refused(
      await admin(there, ["dump", "--file", join(shop.dir, "shop.zip")]),
      /outside of .*reparo: name one/,
    );
    refused(
      await restore([shop.folder, "--to", to, "--key-file", shop.keyFile, "--replace"]),
      /Another server is using/,
    );
  }
  const verified = await admin(there, ["verify-audit", "--json"]);
  assert.equal(verified.code, 0, verified.stderr);
}

async function refusals(shop: Shop): Promise<void> {
  const to = join(shop.dir, "refused");
  const other = join(shop.dir, "other.txt");
  await Deno.writeTextFile(other, (await newAgeKey()).identity);
  const cut = join(shop.dir, "cut", shop.name);
  await Deno.mkdir(cut, { recursive: true });
  for (const { name } of [...Deno.readDirSync(shop.folder)]) {
    await Deno.copyFile(join(shop.folder, name), join(cut, name));
  }
  await withoutAttachments(shop, cut);
  await Deno.truncate(join(cut, "database.age"), 1_000);
  const tried = (words: string[], key = shop.keyFile) => restore([...words, "--to", to, "--key-file", key]);
  refused(await tried([shop.folder], other), /encrypted for another key/);
  refused(await tried([cut]), /database\.age is damaged/);
  refused(await tried(["latest", "--from", shop.dir]), /There is no backup in .*reparo-cli/);
  refused(await tried([join(shop.dir, "nowhere")]), /There is nothing at/);
  for (const name of ["reparo.db", "secret.key", "files", "restoring"]) {
    assert.equal(await thereIs(join(to, name)), false, name);
  }
}

/** The folder of a backup by itself, as somebody may copy it. */
async function withoutAttachments(shop: Shop, folder: string): Promise<void> {
  const to = join(shop.dir, "without");
  const words = [folder, "--to", to, "--key-file", shop.keyFile];
  refused(
    await restore(words),
    new RegExp(
      `^Nothing was restored, attachments are missing or damaged: ${shop.attachment}\\..*--without-lost`,
      "ms",
    ),
  );
  assert.equal(await thereIs(join(to, "reparo.db")), false);
  const { code, stdout, stderr } = await restore([...words, "--without-lost", "--json"]);
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout).lost_files, [shop.attachment]);
}

async function overAnother(shop: Shop): Promise<void> {
  const variables = join(shop.dir, "reparo.env");
  const to = join(shop.dir, "again");
  await Deno.writeTextFile(
    variables,
    `DATA_DIR=${to}\nBACKUP_DIR="${shop.backups}"\nMAIL_FROM=Taller <taller@example.com>\n`,
  );
  const words = ["latest", "--env-file", variables];
  const first = await restore(words, { input: `${shop.identity}\n` });
  assert.equal(first.code, 0, first.stderr);
  const before = await Deno.readFile(join(to, "reparo.db"));
  refused(await restore(words, { input: shop.identity }), /There is a shop already; nothing was changed/);
  assert.deepEqual(await Deno.readFile(join(to, "reparo.db")), before);
  const aside = () =>
    [...Deno.readDirSync(to)].filter(({ name }) => name.startsWith("before-restore-")).length;
  assert.equal(aside(), 0);
  if (hasTerminal) {
    const file = [join(shop.folder, "database.age"), "--to", to, "--key-file", shop.keyFile];
    const no = await restoreAtTerminal(file, "n\n");
    assert.match(no.stdout, /There is a shop in .*\/again already\. Put it aside/);
    assert.deepEqual([no.code, aside()], [1, 0]);
    const yes = await restoreAtTerminal(file, "y\n");
    assert.deepEqual([yes.code, aside()], [0, 1], yes.stdout);
  }
  const replaced = await restore([...words, "--replace", "--json"], { input: shop.identity });
  assert.equal(replaced.code, 0, replaced.stderr);
  assert.ok(await thereIs(join(JSON.parse(replaced.stdout).aside, "reparo.db")));
}

/** What was committed last is in the log beside the database: it goes aside with it, and never into the new one. */
async function overKilled(shop: Shop): Promise<void> {
  const to = join(shop.dir, "killed");
  const file = join(to, "reparo.db");
  const words = [shop.folder, "--to", to, "--key-file", shop.keyFile, "--json"];
  const first = await restore(words);
  assert.equal(first.code, 0, first.stderr);
  const dying = `
    import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
    new DatabaseSync(${JSON.stringify(file)}).exec("update organization set name = 'Committed last'");
    Deno.kill(Deno.pid, "SIGKILL");`;
  const { signal } = await new Deno.Command(Deno.execPath(), { args: ["eval", dying] }).output();
  assert.equal(signal, "SIGKILL");
  assert.ok(Deno.statSync(`${file}-wal`).size > 0);
  refused(await restore(words), /There is a shop already; nothing was changed/);
  const replaced = await restore([...words, "--replace"]);
  assert.equal(replaced.code, 0, replaced.stderr);
  const { aside } = JSON.parse(replaced.stdout);
  assert.deepEqual([nameIn(join(aside, "reparo.db")), nameIn(file)], ["Committed last", "Service Sur"]);

  await Deno.remove(file);
  await Deno.writeTextFile(`${file}-wal`, "of a database that somebody removed");
  refused(await restore(words), /There is a shop already; nothing was changed/);
  const again = await restore([...words, "--replace"]);
  assert.equal(again.code, 0, again.stderr);
  assert.equal(nameIn(file), "Service Sur");
  const kept = join(JSON.parse(again.stdout).aside, "reparo.db-wal");
  assert.match(await Deno.readTextFile(kept), /that somebody removed/);
}

function nameIn(file: string): unknown {
  using database = new DatabaseSync(file);
  assert.equal(database.prepare("pragma integrity_check").get()?.integrity_check, "ok");
  return database.prepare("select name from organization").get()?.name;
}

/** Another program has the database open that is made ready, so that closing it does not bring its log into the file. */
async function openElsewhere(
  store: FakeStore,
  { to, words, env }: { to: string; words: string[]; env: Record<string, string> },
): Promise<void> {
  const made = join(to, "restoring", "reparo.db");
  const readers: DatabaseSync[] = [];
  store.fault = (_method, key) => {
    // The last thing that it asks the store for, with its database open.
    if (key.endsWith(MANIFEST) && readers.length === 0 && existsSync(made)) {
      const reader = new DatabaseSync(made, { readOnly: true });
      reader.exec("begin; select count(*) from organization");
      readers.push(reader);
    }
    return null;
  };
  const open = await restore(words, { env });
  store.fault = () => null;
  for (const reader of readers) reader.close();
  assert.equal(readers.length, 1);
  refused(open, /restoring\/reparo\.db is open in another program .* nothing was changed/);
  for (const name of ["reparo.db", "secret.key", "files", "restore.json", "restoring"]) {
    assert.equal(await thereIs(join(to, name)), false, name);
  }
}
