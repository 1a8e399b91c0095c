/** Holds the write lock of the database file in the first argument for as many milliseconds as the second says. */
import { libsqlEngine } from "../../src/db/embedded/engine.ts";
import { filePath } from "../../src/db/embedded/open_file.ts";

const [url = "", held = "0"] = Deno.args;
const engine = (await libsqlEngine())(filePath(url));
engine.exec("begin immediate");
console.log("held");
await new Promise((resolve) => setTimeout(resolve, Number(held)));
engine.exec("rollback");
engine.close();
console.log("free");
