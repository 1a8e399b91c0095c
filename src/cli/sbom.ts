import { Contrib, Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import { z } from "zod";
import manifest from "../../deno.json" with { type: "json" };
import { ROOT } from "../root.ts";

const HELP = `deno task sbom [FILE]

Writes every package of deno.lock as a CycloneDX 1.6 document (JSON): name, version, purl, integrity, licence where it is
known here, and what needs what. Without a FILE it goes to standard output.`;

const locked = z.object({
  npm: z.record(
    z.string(),
    z.object({ integrity: z.string(), dependencies: z.array(z.string()).default([]) }),
  ),
  specifiers: z.record(z.string(), z.string()),
});
type Locked = z.infer<typeof locked>;

if (import.meta.main) {
  const [file] = Deno.args;
  if (file?.startsWith("-")) {
    console.log(HELP);
    Deno.exit(file === "--help" ? 0 : 1);
  }
  const text = await billOfMaterials();
  if (file === undefined) console.log(text);
  else await Deno.writeTextFile(file, `${text}\n`);
}

/** The document as JSON. It is the same for the same lock. */
export async function billOfMaterials(): Promise<string> {
  const lock = locked.parse(JSON.parse(await Deno.readTextFile(new URL("deno.lock", ROOT))));
  const bom = new Models.Bom();
  const own = new Models.Component(Enums.ComponentType.Application, "reparo", {
    version: manifest.version,
    bomRef: "reparo",
    licenses: licences("MIT"),
  });
  bom.metadata.component = own;
  const components = new Map<string, Models.Component>();
  for (const [key, { integrity }] of Object.entries(lock.npm)) {
    const component = await componentOf(key, integrity);
    components.set(key, component);
    bom.components.add(component);
  }
  for (const [specifier, version] of Object.entries(lock.specifiers)) {
    addNeed(own, components.get(`${nameOf(specifier.replace(/^npm:/, ""))}@${version}`));
  }
  for (const [key, { dependencies }] of Object.entries(lock.npm)) {
    for (const one of dependencies) addNeed(components.get(key), components.get(resolved(one, lock)));
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return serializer.serialize(bom, { sortLists: true, space: 2 });
}

async function componentOf(key: string, integrity: string): Promise<Models.Component> {
  const [full, version] = [nameOf(key), versionOf(key)];
  const [name = "", group] = full.split("/").reverse();
  const [, algorithm = "", digest = ""] = /^(sha\d+)-(.+)$/.exec(integrity) ?? [];
  const hash = algorithm === "sha512" ? Enums.HashAlgorithm["SHA-512"] : Enums.HashAlgorithm["SHA-1"];
  return new Models.Component(Enums.ComponentType.Library, name, {
    group,
    version,
    bomRef: key,
    purl: `pkg:npm/${full.replace("@", "%40")}@${version}`,
    hashes: new Models.HashDictionary([[hash, Uint8Array.fromBase64(digest).toHex()]]),
    licenses: licences(await licenceOf(full, version)),
  });
}

function addNeed(of: Models.Component | undefined, needed: Models.Component | undefined): void {
  if (of && needed) of.dependencies.add(needed.bomRef);
}

/** `@img/sharp@0.35.5_peer@1.0.0` → `@img/sharp`. */
function nameOf(key: string): string {
  return /^@?[^@]+/.exec(key)?.[0] ?? key;
}

/** Without what peers it was resolved with. */
function versionOf(key: string): string {
  return key.slice(nameOf(key).length + 1).split("_")[0] ?? "";
}

/** A lock names a dependency without its version where there is but one of that name. */
function resolved(dependency: string, { npm }: Locked): string {
  if (Object.hasOwn(npm, dependency)) return dependency;
  return Object.keys(npm).find((key) => nameOf(key) === dependency) ?? dependency;
}

/** As the package says, "" where it is not installed on this machine. */
async function licenceOf(name: string, version: string): Promise<string> {
  const folder = `node_modules/.deno/${name.replace("/", "+")}@${version}/node_modules/${name}/package.json`;
  try {
    const { license, licenses } = JSON.parse(await Deno.readTextFile(new URL(folder, ROOT)));
    const told = license ?? licenses?.[0];
    return typeof told === "object" && told !== null ? String(told.type ?? "") : String(told ?? "");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function licences(text: string): Models.LicenseRepository {
  const factory = new Contrib.License.Factories.LicenseFactory((one) => /\s(OR|AND|WITH)\s/.test(one));
  return new Models.LicenseRepository(text === "" ? [] : [factory.makeFromString(text)]);
}
