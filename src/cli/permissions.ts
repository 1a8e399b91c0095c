import type { Config } from "../config.ts";
import { describeEnvironment, reachableProviders } from "../config.ts";

/** Environment that the native packages read, beside our own. */
const PACKAGE_ENV = [
  "LIBSQL_JS_DEV",
  "NAPI_RS_WASI_FLAVOR",
  "NAPI_RS_FORCE_WASI",
  "NAPI_RS_NATIVE_LIBRARY_PATH",
  "NAPI_RS_ENFORCE_VERSION_CHECK",
  "npm_package_config_libvips",
  "MALLOC_ARENA_MAX",
  "NODE_ENV",
  "NO_COLOR",
  "FORCE_COLOR",
  "TERM",
];

/** The least that a server of this configuration may do: its folders, its listeners, the hosts it is told to reach. */
export function serverPermissions(config: Config, root: string): string[] {
  const database = new URL(config.DATABASE_URL.replace(/^(file|sqlite):/, "file:///"));
  const overNetwork = !/^(file|sqlite):/.test(config.DATABASE_URL);
  const reached = [
    `${config.HOST.includes(":") ? `[${config.HOST}]` : config.HOST}:${config.PORT || 0}`,
    "127.0.0.1",
    ...(overNetwork ? [hostOf(database, database.protocol.startsWith("postgres") ? 5432 : 443)] : []),
    ...(config.SMTP_URL
      ? [hostOf(new URL(config.SMTP_URL), config.SMTP_URL.startsWith("smtps") ? 465 : 587)]
      : []),
    ...Object.values(reachableProviders(config)).map((url) => {
      const provider = new URL(url);
      return hostOf(provider, provider.protocol === "https:" ? 443 : 80);
    }),
  ];
  const databaseFolder = overNetwork
    ? []
    : [config.DATABASE_URL.replace(/^(file|sqlite):/, "").replace(/[^/\\]+$/, "") || "."];
  const folders = [config.DATA_DIR, ...databaseFolder].join(",");
  return [
    "--no-prompt",
    `--allow-read=${root}/static,${root}/src/documents/fonts,${root}/node_modules,${folders}`,
    `--allow-write=${folders}`,
    `--allow-net=${reached.join(",")}`,
    `--allow-env=${[...describeEnvironment().map(({ name }) => name), ...PACKAGE_ENV, "PG*"].join(",")}`,
    "--allow-sys=cpus,networkInterfaces,hostname,osRelease,uid",
    `--allow-ffi=${root}/node_modules`,
  ];
}

function hostOf(url: URL, usual: number): string {
  return `${url.hostname}:${url.port || usual}`;
}
