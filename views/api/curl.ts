import type { ReferenceEntry } from "../../src/api/reference.ts";

/** The operation as a shell has it. What somebody has to fill in is a variable: `$NUMBER`. */
export function curlOf({ method, path, parameters, example }: ReferenceEntry, baseUrl: string): string {
  const lines = [`curl -H "Authorization: Bearer $TOKEN"`];
  if (method !== "GET") lines.push(`-X ${method}`);
  if (method === "PATCH") lines.push(`-H "If-Match: $ETAG"`);
  if (method === "POST") lines.push(`-H "Idempotency-Key: $(uuidgen)"`);
  if (example !== "") {
    lines.push(`-H "Content-Type: application/json"`, `-d '${example.replaceAll("'", String.raw`'\''`)}'`);
  }
  const needed = parameters.filter(({ place, required }) => place === "query" && required)
    .map(({ name }) => `${name}=${variable(name)}`);
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => variable(name));
  const query = needed.length > 0 ? `?${needed.join("&")}` : "";
  return [...lines, `"${baseUrl}${address}${query}"`].join(" \\\n  ");
}

function variable(name: string): string {
  return `$${name.toUpperCase()}`;
}
