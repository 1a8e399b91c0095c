import { fileURLToPath } from "node:url";

/** Folder of the project: the one above `src/`, and above `dist/`, where the same code lies when it is built. */
export const ROOT = new URL("../", import.meta.url);

/** The same as a path, without a slash at its end. */
export const ROOT_DIR = fileURLToPath(ROOT).replace(/[\\/]$/, "");
