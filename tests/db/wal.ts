import { filePath } from "../../src/db/embedded/file_path.ts";

const HEADER = 32;
const FRAME_HEADER = 24;

/**
 * Commits in the write-ahead log since its last reset: https://www.sqlite.org/fileformat2.html#walformat. A frame that ends
 * a transaction carries the size of the database in its second word.
 */
export function walCommits(url: string): number {
  const bytes = Deno.readFileSync(`${filePath(url)}-wal`);
  if (bytes.length < HEADER) return 0;
  const view = new DataView(bytes.buffer);
  const frame = FRAME_HEADER + view.getUint32(8);
  let commits = 0;
  for (let at = HEADER; at + frame <= bytes.length; at += frame) {
    if (view.getUint32(at + 8) !== view.getUint32(16) || view.getUint32(at + 12) !== view.getUint32(20)) {
      break;
    }
    if (view.getUint32(at + 4) > 0) commits++;
  }
  return commits;
}
