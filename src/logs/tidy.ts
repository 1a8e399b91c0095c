import { compressInParts } from "./compress.ts";
import { dayFiles, localDay } from "./files.ts";

/** Removes the files of days that ended before `before` (UTC ms); answers how many. */
export async function sweepLogs(dir: string, before: number): Promise<number> {
  const old = (await dayFiles(dir)).filter(({ day }) => Date.parse(`${day}T24:00:00Z`) <= before);
  for (const { path } of old) await Deno.remove(path);
  return old.length;
}

/** Compresses the days that are over; one that was cut short is done anew. Answers how many. */
export async function compressLogs(dir: string, now: number): Promise<number> {
  const today = localDay(new Date(now));
  const over = (await dayFiles(dir)).filter(({ day, compressed }) => !compressed && day < today);
  for (const { path } of over) {
    await compressInParts(path, `${path}.part`);
    await Deno.rename(`${path}.part`, `${path}.gz`);
    await Deno.remove(path);
  }
  return over.length;
}
