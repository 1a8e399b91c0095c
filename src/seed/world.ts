import type { Branch, Shop } from "../admin/shop.ts";
import type { Terms } from "../intakes/terms.ts";
import type { Dice } from "./dice.ts";
import type { SeedClient, SeedDevice, SeedGuarantee } from "./people.ts";
import type { Story } from "./story.ts";
import type { Tills } from "./tills.ts";

/** What is known of the shop that gets the work. */
export interface SeedShop {
  shop: Shop;
  terms: Terms;
  now: number;
  secretKey: string;
}

/** The shop at work, as everything that is made up in it sees it. */
export interface World extends SeedShop {
  die: Dice;
  /** For what not every order has: what is made up beside it stays as it is. */
  aside: Dice;
  /** The opening of each working day in UTC milliseconds, oldest first. */
  days: readonly number[];
  tills: Tills;
}

/** The branch that somebody comes to, and who works there. */
export interface Place {
  branch: Branch;
  staff: SeedStaff;
  /** Ids of the tills in use; the first is kept by the first receptionist. */
  tills: readonly string[];
}

export interface SeedStaff {
  counter: readonly Person[];
  bench: readonly Person[];
  admin: readonly Person[];
}

export interface Person {
  id: string;
  name: string;
}

export interface Visit {
  at: number;
  client: SeedClient;
  parts: VisitPart[];
}

/** One device of a visit, and the life that its order is to have. */
export interface VisitPart {
  device: SeedDevice;
  sequence: number;
  story: Story;
  draft: boolean;
  /** The warranty under which it comes back. */
  claims: SeedGuarantee | null;
}
