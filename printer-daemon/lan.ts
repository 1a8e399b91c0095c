/** The addresses of an IPv4 network; at most 4096 of them, because every one is called. */
export interface Network {
  first: number;
  count: number;
}

const WIDEST_BITS = 20;

/** "192.168.1.0/24"; null when it is no network or wider than /20. A single address is a network of one. */
export function parseCidr(text: string): Network | null {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text);
  if (!found) return null;
  const [bytes, bits] = [found.slice(1, 5).map(Number), Number(found[5] ?? 32)];
  if (bytes.some((byte) => byte > 255) || bits < WIDEST_BITS || bits > 32) return null;
  const count = 2 ** (32 - bits);
  const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return { first: address - address % count, count };
}

/** Without the first and the last address of a real network: nobody has those. */
export function addressesOf({ first, count }: Network): string[] {
  const [from, to] = count > 2 ? [first + 1, first + count - 1] : [first, first + count];
  return Array.from({ length: to - from }, (_, index) => dotted(from + index));
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
