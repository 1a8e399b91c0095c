// Writes docs/configuration.md from the schema of the environment: deno task configuration
import { configurationDocument } from "../config_reference.ts";
import { ROOT } from "../root.ts";

await Deno.writeTextFile(new URL("docs/configuration.md", ROOT), configurationDocument());
