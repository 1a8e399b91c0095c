/** Where backups are kept: a folder, or a store outside. Keys are relative paths of letters, digits, `.`, `-` and `/`. */
export interface BackupPlace {
  kind: "disk" | "store";
  /** Puts a file there whole, or not at all. @throws when it could not be done */
  put(key: string, path: string): Promise<void>;
  /** Null when absent. */
  read(key: string): Promise<ReadableStream<Uint8Array> | null>;
  /** Keys that begin so, with the size of each in bytes. */
  list(prefix: string): AsyncIterable<{ key: string; size: number }>;
  /** Does nothing when absent. */
  remove(key: string): Promise<void>;
}
