import type { Algorithm, Options } from "@node-rs/argon2";

/** OWASP Password Storage Cheat Sheet: Argon2id, 19 MiB, 2 passes, 1 lane. */
export const ARGON2: Options = {
  algorithm: 2 as Algorithm.Argon2id,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

export const MIN_PASSWORD = 12;
export const MAX_PASSWORD = 200;

const AT_ONCE = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** Loaded with the first password: it takes 18 MB. */
const argon2 = () => import("@node-rs/argon2");

/** Off the main thread, two at a time, so that a rush of sign-ins does not take the machine. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

export function hashPassword(password: string): Promise<string> {
  return inTurn(async () => (await argon2()).hash(password.normalize("NFC"), ARGON2));
}

export function verifyPassword(stored: string, password: string): Promise<boolean> {
  return inTurn(async () => (await argon2()).verify(stored, password.normalize("NFC")));
}

let unknown: Promise<string> | undefined;

/** The same work as for a real account, so that time does not tell which addresses exist. */
export async function verifyNothing(password: string): Promise<false> {
  unknown ??= hashPassword("nobody has this password");
  await verifyPassword(await unknown, password);
  return false;
}
