import { join } from "node:path";

/**
 * Gives a data folder to a user, as only root can: the folder itself, and whatever directly in it belongs to somebody else with all
 * that is below. A fresh volume belongs to root, and so does what a console command or a restore made as root.
 */
export async function handOver(dir: string, user: number): Promise<void> {
  await Deno.mkdir(dir, { recursive: true });
  await Deno.chmod(dir, 0o700);
  await Deno.chown(dir, user, user);
  for await (const { name } of Deno.readDir(dir)) await handOverTree(join(dir, name), user);
}

async function handOverTree(path: string, user: number): Promise<void> {
  const { uid, isDirectory, isSymlink } = await Deno.lstat(path);
  if (uid === user || isSymlink) return;
  await Deno.chown(path, user, user);
  if (!isDirectory) return;
  for await (const { name } of Deno.readDir(path)) await handOverTree(join(path, name), user);
}
