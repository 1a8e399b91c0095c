import { parseArgs } from "node:util";
import { ROOT_DIR } from "../root.ts";
import { cutRelease, unreleased } from "./changelog.ts";

const HELP = `deno task release-notes [--cut] [VERSION]

Prints what is unreleased in CHANGELOG.md as the notes of a release, and on standard error the commits since the last tag, to see
whether any is missing. --cut also dates the section, begins the next one and writes the version into deno.json.`;

const CHANGELOG = `${ROOT_DIR}/CHANGELOG.md`;
const CONFIG = `${ROOT_DIR}/deno.json`;

if (import.meta.main) {
  try {
    const { values, positionals } = parseArgs({
      options: { cut: { type: "boolean" }, help: { type: "boolean", short: "h" } },
      allowPositionals: true,
    });
    if (values.help) console.log(HELP);
    else await releaseNotes({ version: positionals[0], cut: values.cut === true });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    Deno.exit(1);
  }
}

async function releaseNotes({ version, cut }: { version: string | undefined; cut: boolean }): Promise<void> {
  const changelog = await Deno.readTextFile(CHANGELOG);
  const open = unreleased(changelog);
  const notes = open.notes === "" ? "Nothing is unreleased." : open.notes;
  console.log(`# Reparo ${version ?? open.version ?? "unreleased"}\n\n${notes}`);
  console.error(`\n${await commitsSinceTag()}`);
  if (!cut) return;
  const release = cutRelease(changelog, { version, day: new Date().toISOString().slice(0, 10) });
  const config = await Deno.readTextFile(CONFIG);
  await Deno.writeTextFile(CHANGELOG, release.changelog);
  await Deno.writeTextFile(CONFIG, config.replace(/("version": ")[^"]+/, `$1${release.version}`));
  console.error(
    `CHANGELOG.md and deno.json are ${release.version}. Now: git commit -am "Release ${release.version}" && git tag v${release.version}`,
  );
}

async function commitsSinceTag(): Promise<string> {
  const tag = await git("describe", "--tags", "--abbrev=0");
  const subjects = await git("log", "--format=%s", ...(tag === null ? [] : [`${tag}..HEAD`]));
  const lines = (subjects ?? "").split("\n").filter((line) => line !== "");
  const head = `${lines.length} commits ${tag === null ? "and no tag yet" : `since ${tag}`}`;
  return tag === null ? head : `${head}:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

/** Null where git has no answer. */
async function git(...args: string[]): Promise<string | null> {
  const { success, stdout } = await new Deno.Command("git", { args, cwd: ROOT_DIR, stderr: "null" }).output();
  return success ? new TextDecoder().decode(stdout).trim() : null;
}
