import { OPERATIONS } from "../api/app.ts";
import { apiDocument } from "../api/document.ts";
import manifest from "../../deno.json" with { type: "json" };

const HELP = `deno task api-document FILE

Writes the OpenAPI 3.1 document of the API, as a shop serves it at /api/openapi.json, without a server or a database.`;

if (import.meta.main) {
  const [file, ...rest] = Deno.args;
  if (file === undefined || file.startsWith("-") || rest.length > 0) {
    console.log(HELP);
    Deno.exit(file === "--help" ? 0 : 1);
  }
  const about = { version: manifest.version, baseUrl: "https://taller.example.com", name: "Taller" };
  await Deno.writeTextFile(file, `${JSON.stringify(apiDocument(OPERATIONS, about), null, 2)}\n`);
}
