import type { Schema } from "../db/schema.ts";
import { orderNumber } from "../orders/order.ts";
import type { History } from "./history.ts";
import { afterWork } from "./hours.ts";
import type { SeedClient } from "./people.ts";
import type { Rows } from "./rows.ts";
import { CONDITIONS } from "./vocabulary.ts";
import type { Person, Place, VisitPart, World } from "./world.ts";

const HOUR = 3_600_000;
const PRIORITIES = ["normal", "normal", "normal", "normal", "normal", "high", "urgent", "low"] as const;

export interface Arrival extends Place {
  at: number;
  client: SeedClient;
  part: VisitPart;
  intakeId: string;
  counter: Person;
}

/** What the counter writes down when a device comes in. */
export interface TakenIn extends Arrival {
  id: string;
  number: string;
  technician: Person;
  accessories: string[];
  fault: string;
  condition: string;
  promisedAt: number | null;
  /** Of the repair, in minor units. */
  price: number;
  preauthorised: number | null;
  priority: Schema["order"]["priority"];
}

/** One order and where its rows go, for those who tell its life. */
export interface Telling {
  rows: Rows;
  world: World;
  order: TakenIn;
  history: History;
}

export function takeIn({ die, days }: World, arrival: Arrival): TakenIn {
  const { at, branch, staff, part: { device: { kind }, sequence, story, claims } } = arrival;
  const id = die.id(at);
  const technician = die.pickEarly(staff.bench);
  const accessories = die.some(kind.accessories, die.pick([0, 0, 1, 1, 2, 3]));
  const fault = die.pick(kind.faults);
  const condition = die.pick(CONDITIONS);
  const promisedAt = die.chance(0.6) ? afterWork(at, die.between(30, 100) * HOUR, days) : null;
  const price = Math.round(die.between(...kind.price) / 500) * 50_000;
  return {
    ...arrival,
    id,
    number: orderNumber(branch.code, sequence),
    technician,
    accessories,
    fault,
    condition,
    promisedAt,
    price,
    preauthorised: story.preauthorised && !claims ? price : null,
    priority: die.pick(PRIORITIES),
  };
}
