import assert from "node:assert/strict";
import denoJson from "../../deno.json" with { type: "json" };
import { packagesNamed } from "../../src/cli/packages_named.ts";
import { readGraph, ROOT } from "./graph.ts";
import { walkSync } from "./walk.ts";

const graph = await readGraph();
const files = [...graph.files.keys()].sort();

/** Who may import what as code; the first row that fits a file counts. */
const WALLS: { room: string; of: RegExp; never: RegExp }[] = [
  { room: "lib", of: /^src\/lib\//, never: /^(src\/(?!lib\/)|views\/|npm:(hono|kysely))/ },
  { room: "migrations", of: /^migrations\//, never: /^(src\/(?!db\/)|views\/)/ },
  {
    room: "the database",
    of: /^src\/db\//,
    never: /^(src\/(?!db\/|lib\/|root\.ts$)|views\/|npm:hono)/,
  },
  {
    room: "input",
    of: /^src\/[a-z]+\/(\w+_)?input\.ts$/,
    never: /^(src\/(db|http)\/|views\/|npm:(hono|kysely))/,
  },
  {
    room: "queries",
    of: /^src\/[a-z]+\/(\w+_)?queries\.ts$/,
    never: /^(views\/|npm:hono|src\/.*(commands|routes|api)\.tsx?$)/,
  },
  {
    room: "commands",
    of: /^src\/[a-z]+\/(\w+_)?commands\.ts$/,
    never: /^(views\/|npm:hono|src\/.*(routes|api)\.tsx?$)/,
  },
  {
    room: "the doors",
    of: /^src\/(?!http\/)[a-z]+\/((\w+_)?(routes|api))\.tsx?$/,
    never: /^(npm:kysely|src\/db\/)/,
  },
  {
    room: "views",
    of: /^views\//,
    never:
      /^(npm:(kysely|zod)|npm:hono@[^/]+$|src\/(db|http|jobs)\/|src\/mail\/(?!message\.ts)|src\/.*(commands|queries|routes|api)\.tsx?$)/,
  },
  {
    room: "the daemon",
    of: /^printer-daemon\//,
    never: /^(?!printer-daemon\/|src\/printing\/protocol\.ts$|npm:|node:)/,
  },
];

Deno.test("no wall of the house is broken", () => {
  const broken = files.flatMap((file) => {
    const wall = WALLS.find(({ of }) => of.test(file));
    return wall
      ? (graph.files.get(file)?.code ?? []).filter((to) => wall.never.test(to)).map((to) =>
        `${wall.room}: ${file} → ${to}`
      )
      : [];
  });
  assert.deepEqual(broken, []);
});

/** Each driver behind one door. */
const DOORS: Record<string, RegExp> = {
  lucia: /^src\/auth\/session\.ts$/,
  libsql: /^src\/db\//,
  "@libsql/client": /^src\/db\//,
  postgres: /^src\/db\//,
  "kysely-postgres-js": /^src\/db\//,
  "@zxcvbn-ts/core": /^src\/auth\/strength\.ts$/,
  "@simplewebauthn/server": /^src\/auth\/passkey\.ts$/,
  otpauth: /^src\/auth\/totp\.ts$/,
  "@node-rs/argon2": /^src\/auth\/passwords\.ts$/,
  nodemailer: /^src\/mail\/mailer\.ts$/,
  "pdf-lib": /^src\/documents\//,
  "@pdf-lib/fontkit": /^src\/documents\//,
  "@point-of-sale/receipt-printer-encoder": /^src\/printing\/escpos\.ts$/,
  "@point-of-sale/codepage-encoder": /^src\/printing\/escpos\.ts$/,
  "bwip-js": /^src\/printing\/barcodes\.ts$/,
  sharp: /^src\/files\/images\.ts$/,
  "csv-parse": /^src\/imports\/reading\.ts$/,
  "age-encryption": /^src\/backups\/age\.ts$/,
  "@cyclonedx/cyclonedx-library": /^src\/cli\/sbom\.ts$/,
  aws4fetch: /^src\/backups\/store_place\.ts$/,
  "@zip.js/zip.js": /^src\/dump\/zip\.ts$/,
  croner: /^src\/tasks\/cron\.ts$/,
  cronstrue: /^src\/tasks\/cron_words\.ts$/,
  "d3-scale": /^views\/statistics\/chart\.tsx$/,
  "libphonenumber-js": /^src\/lib\/phone\.ts$/,
  uuid: /^src\/lib\/random\.ts$/,
  "@logtape/logtape": /^src\/logs\.ts$/,
  "@logtape/file": /^src\/logs\.ts$/,
};

const packageOf = /^(?:npm:\/?)?(@[^/]+\/[^@/]+|[^@/]+)/;

Deno.test("every driver has one importer", () => {
  const astray = files.flatMap((file) =>
    [...(graph.files.get(file)?.code ?? []), ...required(file)].flatMap((to) => {
      const name = packageOf.exec(to)?.[1] ?? "";
      const door = DOORS[name];
      return door && !door.test(file) ? [`${file} → ${name}`] : [];
    })
  );
  assert.deepEqual(astray, []);
});

/** What a file loads only when it needs it, and cannot wait for; the import graph does not know of it. */
function required(file: string): string[] {
  const text = Deno.readTextFileSync(new URL(file, ROOT));
  return [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = ""]) => name);
}

Deno.test("only the development entries know of the development room", () => {
  const room = /^(src|views)\/dev\//;
  const astray = files.filter((file) => !room.test(file)).flatMap((file) => {
    const { code = [], types = [] } = graph.files.get(file) ?? {};
    return [...code, ...types].filter((to) => room.test(to)).map((to) => `${file} → ${to}`);
  });
  assert.deepEqual(astray, []);
  assert.deepEqual(found(/(?<![.\w])import\((?!")/, /^$/), [], "what is imported is named");
  const tasks = Object.entries<string>(denoJson.tasks).filter(([, task]) => task.includes("src/dev/"));
  assert.deepEqual(tasks.map(([name]) => name), DEVELOPMENT_TASKS);
});

const DEVELOPMENT_TASKS = ["dev", "profile-sql"];

/** What a server does without until somebody asks for it: each takes memory and a part of every start. */
const LATE =
  /^npm:\/?(@node-rs\/argon2|@zxcvbn-ts|otpauth|@simplewebauthn|age-encryption|aws4fetch|@zip\.js|csv-parse|cronstrue|d3-scale|nodemailer|sharp|pdf-lib|@pdf-lib|zod-openapi|bwip-js|libphonenumber-js|@libsql\/client|libsql|pg)\b|^src\/(dev|seed|doctor|mapos|api\/app|api\/document|cli\/carry_out)\b/;

Deno.test("a start loads nothing that waits for its first use", () => {
  const loaded = loadedWith("src/main.ts");
  const astray = loaded.flatMap((file) =>
    (graph.files.get(file)?.atOnce ?? []).filter((to) => LATE.test(to)).map((to) => `${file} → ${to}`)
  );
  assert.deepEqual(astray, []);
  assert.ok(loaded.includes("src/app.ts") && loaded.length > 500, `only ${loaded.length} files were walked`);
});

Deno.test("the console loads no command but the one that it is asked for", () => {
  const loaded = loadedWith("src/cli/carry_out.ts");
  assert.deepEqual(loaded.filter((file) => /^src\/cli\/commands\/|\/commands\.ts$/.test(file)), [
    "src/cli/commands.ts",
  ]);
});

/** The files that are loaded with this one, which wait for nothing. */
function loadedWith(entry: string): string[] {
  const loaded = new Set([entry]);
  // A set may grow while it is walked.
  for (const file of loaded) {
    for (const to of graph.files.get(file)?.atOnce ?? []) {
      if (graph.files.has(to) && !LATE.test(to)) loaded.add(to);
    }
  }
  return [...loaded];
}

Deno.test("the image has the packages that its files load, and not those of tests and tools", () => {
  const read = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));
  const ignored = read(".dockerignore").split("\n");
  const ours = files.filter((path) => /^(src|views|migrations)\//.test(path) && !ignored.includes(path));
  const kept = Object.values(packagesNamed(JSON.parse(read("deno.json")).imports, ours.map(read)))
    .map((one) => packageOf.exec(one)?.[1]);
  const loaded = ours.flatMap((path) => [...graph.files.get(path)?.code ?? [], ...required(path)])
    .filter((to) => to.startsWith("npm:")).map((to) => packageOf.exec(to)?.[1]);
  assert.ok(loaded.length > 50);
  assert.deepEqual([...new Set(loaded)].filter((name) => !kept.includes(name)), []);
  for (const name of ["playwright-core", "lucide-static", "@cyclonedx/cyclonedx-library"]) {
    assert.ok(!kept.includes(name), name);
  }
});

Deno.test("no imports run in a circle", () => {
  const done = new Set<string>();
  const circles: string[] = [];
  function visit(file: string, path: string[]): void {
    const at = path.indexOf(file);
    if (at >= 0) circles.push([...path.slice(at), file].join(" → "));
    if (at >= 0 || done.has(file)) return;
    for (const to of graph.files.get(file)?.code ?? []) if (graph.files.has(to)) visit(to, [...path, file]);
    done.add(file);
  }
  for (const file of files) visit(file, []);
  assert.deepEqual(circles, []);
});

Deno.test("every file is reached from something that is started", () => {
  assert.deepEqual(files.filter((file) => !graph.reachable.has(file)), []);
});

const sources = ["src", "views", "printer-daemon", "migrations"].flatMap((
  folder,
) => [...walkSync(ROOT, folder)])
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({ path, text: Deno.readTextFileSync(new URL(path, ROOT)) }));

function found(pattern: RegExp, except: RegExp): string[] {
  return sources.filter(({ path }) => !except.test(path)).flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) =>
      pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : []
    )
  );
}

Deno.test("the environment is read in one place", () => {
  assert.deepEqual(found(/\bDeno\.env\b/, /^(src\/config\.ts|src\/cli\/|printer-daemon\/main\.ts)/), []);
});

Deno.test("commands and queries are told the time", () => {
  assert.deepEqual(
    found(
      /\bDate\.now\(\)|new Date\(\)|Math\.random\(/,
      /^(src\/(cli|start|main|auth\/session)|printer-daemon\/main\.ts)/,
    ),
    [],
  );
});

Deno.test("no SQL is pasted together and no markup is let through unescaped", () => {
  assert.deepEqual(found(/\bsql\.(raw|lit)\b/, /^src\/db\//), []);
  // SQLite lets it past the triggers that keep facts.
  assert.deepEqual(found(/\borReplace\(|\breplaceInto\(|\b(insert or )?replace into\b/i, /^$/), []);
  const trusted = /^views\/(layout|mail\/|printing\/label|components\/(icon|icons|remember))/;
  assert.deepEqual(found(/dangerouslySetInnerHTML|(?<![.\w])raw\(/, trusted), []);
});

Deno.test("nothing runs a text, and no expression is made of what somebody typed", () => {
  assert.deepEqual(found(/\beval\(|\bnew Function\(/, /^$/), []);
  const ofOurOwnWords =
    /^(src\/(backups\/store_place|http\/named_errors|logs\/redact|printing\/protocol|lib\/quantity)|printer-daemon\/format)\.ts$/;
  assert.deepEqual(found(/\bnew RegExp\(/, ofOurOwnWords), []);
});

Deno.test("no markup carries styles or scripts of its own", () => {
  assert.deepEqual(
    found(/\sstyle=|\son(click|change|submit|load|input)=|hx-on/i, /^views\/mail\//).filter((line) =>
      line.includes(".tsx:")
    ),
    [],
  );
});

Deno.test("an applied migration never changes once it is released", async () => {
  const released: Record<string, string> = JSON.parse(
    await Deno.readTextFile(new URL("./migrations.json", import.meta.url)),
  );
  for (const [path, hash] of Object.entries(released)) {
    const bytes = await Deno.readFile(new URL(path, ROOT));
    const now = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    assert.equal(now, hash, `${path} was released and must not change: add a new migration`);
  }
});
