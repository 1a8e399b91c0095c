import type { LookupAddress } from "node:dns";
import { lookup as resolveName } from "node:dns/promises";
import { type BlockList, isIP, type LookupFunction } from "node:net";
import { isWithin, parseNetworks } from "../lib/networks.ts";

/** Which networks webhooks may go to besides the internet. */
export interface Guard {
  allowed: BlockList | null;
}

/** Of networks as the configuration lists them, "" for none. */
export function guardOf(networks: string): Guard {
  return { allowed: networks === "" ? null : parseNetworks(networks) };
}

/** IPv4 that is no address of the internet (RFC 6890, and the /24 of 6to4 relays). */
const RESERVED_V4 = parseNetworks(
  "0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,169.254.0.0/16,172.16.0.0/12,192.0.0.0/24,192.0.2.0/24," +
    "192.88.99.0/24,192.168.0.0/16,198.18.0.0/15,198.51.100.0/24,203.0.113.0/24,224.0.0.0/4,240.0.0.0/4",
);
/** The internet of IPv6; what is mapped, translated (64:ff9b::), local or multicast lies outside. */
const GLOBAL_V6 = parseNetworks("2000::/3");
/** In it: Teredo and other protocols, documentation, and 6to4, which holds any IPv4 address. */
const RESERVED_V6 = parseNetworks("2001::/23,2001:db8::/32,2002::/16,3fff::/20");

/** Whether an address is one of the internet, or of a network that is allowed. */
export function mayReach(address: string, { allowed }: Guard): boolean {
  if (allowed && isWithin(allowed, address)) return true;
  if (isIP(address) === 4) return !within(RESERVED_V4, address);
  return isIP(address) === 6 && within(GLOBAL_V6, address) && !within(RESERVED_V6, address);
}

function within(list: BlockList | null, address: string): boolean {
  return list !== null && isWithin(list, address);
}

/** Names that mean something inside a host, a cloud or a local network alone. */
const INNER_NAME = /(^|\.)(localhost|internal|flycast|local|lan|home\.arpa)$/;

export type UrlRefusal = "url_malformed" | "url_scheme" | "url_credentials" | "url_fragment" | "url_private";

/**
 * Why nothing is sent to an address, as far as its text tells; where a name leads is judged as the connection is made. Without TLS only
 * allowed networks are called.
 */
export function urlRefusal(text: string, guard: Guard): UrlRefusal | null {
  if (!URL.canParse(text)) return "url_malformed";
  const url = new URL(text);
  const host = hostOf(url);
  if (url.protocol !== "https:" && (url.protocol !== "http:" || guard.allowed === null)) return "url_scheme";
  if (url.username !== "" || url.password !== "") return "url_credentials";
  if (url.hash !== "") return "url_fragment";
  if (isIP(host) !== 0) {
    return reach(host, { guard, secure: url.protocol === "https:" }) ? null : "url_private";
  }
  if (guard.allowed !== null && host === "localhost") return null;
  return INNER_NAME.test(host) || !host.includes(".") ? "url_private" : null;
}

/** A name without the dot at its end, an IPv6 address without its brackets. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.+)\]$/, "$1").replace(/\.$/, "").toLowerCase();
}

interface Reaching {
  guard: Guard;
  secure: boolean;
}

function reach(address: string, { guard, secure }: Reaching): boolean {
  return secure ? mayReach(address, guard) : guard.allowed !== null && isWithin(guard.allowed, address);
}

export class PrivateAddress extends Error {
  override readonly name = "PrivateAddress";
}

export type Resolve = (host: string) => Promise<LookupAddress[]>;
const resolveAll: Resolve = (host) => resolveName(host, { all: true });

/**
 * Resolves a name for one connection and lets it go to that very address, or to none: a name that answers something else the next time
 * gains nothing, and one that has a single private address among others is refused.
 */
export function guardedLookup(reaching: Reaching, resolve: Resolve = resolveAll): LookupFunction {
  return (host, options, done) => {
    resolve(host).then((addresses) => {
      const [first] = addresses;
      if (!first) throw new Error(`${host} has no address`);
      if (!addresses.every(({ address }) => reach(address, reaching))) throw new PrivateAddress(host);
      return options.all ? done(null, addresses) : done(null, first.address, first.family);
    }).catch((error) => done(error, ""));
  };
}
