/** Argument of a child that shall not outlive its launcher, however that ends. */
export const UNTIL_STDIN_ENDS = "--until-stdin-ends";

/** Resolves when the other end of standard input is closed, as the system does for a process that is killed. */
export async function stdinEnd(): Promise<void> {
  const chunk = new Uint8Array(64);
  while (await Deno.stdin.read(chunk) !== null);
}
