// Leaves in deno.json the packages that the program itself names, while an image is built: what only tests and tools use stays out.
import { packagesNamed } from "./packages_named.ts";

if (import.meta.main) {
  const manifest = JSON.parse(await Deno.readTextFile("deno.json"));
  const texts = (await Promise.all(["src", "views", "migrations"].map(textsBelow))).flat();
  const slim = {
    ...manifest,
    imports: packagesNamed(manifest.imports, texts),
    // `deno task` takes what is there, and does not look for what other platforms need.
    nodeModulesDir: "manual",
    // What is left of the lock still holds every hash.
    lock: { frozen: false },
  };
  await Deno.writeTextFile("deno.json", `${JSON.stringify(slim, null, 2)}\n`);
}

async function textsBelow(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const texts = await Promise.all(entries.map(async ({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return await textsBelow(path);
    return /\.tsx?$/.test(name) ? [await Deno.readTextFile(path)] : [];
  }));
  return texts.flat();
}
