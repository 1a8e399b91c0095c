/** Every file below a folder of `root`, as paths relative to it. */
export function* walkSync(root: URL, folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(new URL(`${folder}/`, root))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* walkSync(root, path);
    else if (entry.isFile) yield path;
  }
}
