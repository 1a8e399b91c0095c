import { type Config, describeEnvironment, pgRestoreOf } from "../config.ts";

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

/**
 * What hands out the keys of a machine in a cloud: not even a webhook goes there. Whether any other address is one of the internet is
 * judged in `src/webhooks/address.ts`, as each connection is made.
 */
const CLOUD_KEYS = ["169.254.0.0/16", "[fd00:ec2::254]"];

/**
 * The least that a server of this configuration may do: its folders, its listener, and the network, since administrators choose where
 * webhooks go while it runs.
 */
export function serverPermissions(config: Config, root: string): string[] {
  const overNetwork = !/^(file|sqlite):/.test(config.DATABASE_URL);
  const databaseFolder = overNetwork
    ? []
    : [config.DATABASE_URL.replace(/^(file|sqlite):/, "").replace(/[^/\\]+$/, "") || "."];
  const backups = config.BACKUP_DIR === undefined ? [] : [config.BACKUP_DIR];
  const folders = [config.DATA_DIR, ...databaseFolder, ...backups].join(",");
  const signing = config.DKIM_KEY_FILE === undefined ? "" : `,${config.DKIM_KEY_FILE}`;
  // Nothing is started but what the owner names.
  const programs = config.BACKUP_PG_DUMP === undefined
    ? []
    : [`--allow-run=${config.BACKUP_PG_DUMP},${pgRestoreOf(config.BACKUP_PG_DUMP)}`];
  return [
    "--no-prompt",
    `--allow-read=${root}/static,${root}/src/documents/fonts,${root}/src/auth/breached.bin,${root}/src/db/embedded,${root}/src/backups,${root}/src/lib/thread.ts,${root}/src/files/durable.ts,${root}/node_modules,${folders}${signing}`,
    `--allow-write=${folders}`,
    "--allow-net",
    `--deny-net=${CLOUD_KEYS.join(",")}`,
    `--allow-env=${[...describeEnvironment().map(({ name }) => name), ...PACKAGE_ENV, "PG*"].join(",")}`,
    "--allow-sys=cpus,networkInterfaces,hostname,osRelease,uid,statfs",
    `--allow-ffi=${root}/node_modules`,
    ...programs,
  ];
}
