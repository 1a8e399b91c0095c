/** Holds the write lock of the database file in the first argument until the file in the second is there. */
import { existsSync } from "node:fs";
import { libsqlEngine } from "../../src/db/embedded/engine.ts";
import { filePath } from "../../src/db/embedded/file_path.ts";

const [url = "", release = ""] = Deno.args;
const engine = (await libsqlEngine())(filePath(url));
engine.exec("pragma busy_timeout = 10000");
engine.exec("begin immediate");
console.log("held");
while (!existsSync(release)) await new Promise((resolve) => setTimeout(resolve, 5));
engine.exec("rollback");
engine.close();
console.log("free");
