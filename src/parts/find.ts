import { sql } from "kysely";
import type { Db } from "../db/open.ts";
import { serialFold } from "../devices/device.ts";
import { partCode, type PartUnit } from "./part.ts";

export interface FoundPart {
  id: string;
  sku: string;
  name: string;
  unit: PartUnit;
  serialised: number;
  price_minor: number;
  currency: string;
  /** Of the piece, when it was its serial that was scanned. */
  serial: string;
}

/** The part of the catalogue that a code names: its SKU, its barcode, or the serial of a piece that lies somewhere. */
export async function partOfCode(db: Db, typed: string): Promise<FoundPart | null> {
  const code = partCode(typed);
  if (code === "") return null;
  const named = await codeQuery(db, code).execute();
  const found = named.find(({ sku }) => sku === code) ?? named[0];
  if (found) return { ...found, serial: "" };
  const fold = serialFold(typed);
  if (fold.length < 5) return null;
  const [unit, another] = await serialQuery(db, fold).execute();
  return unit && !another ? unit : null;
}

/** The part of an id, while it is in the catalogue. */
export async function partOfId(db: Db, id: string): Promise<FoundPart | null> {
  const found = await facts(db).where("part.id", "=", id).executeTakeFirst();
  return found ? { ...found, serial: "" } : null;
}

export function codeQuery(db: Db, code: string) {
  return facts(db).where("part.sku", "=", code)
    .unionAll(facts(db).where("part.ean", "=", code).where(sql<boolean>`part.ean <> ''`)).limit(2);
}

export function serialQuery(db: Db, fold: string) {
  return facts(db).innerJoin("part_unit", "part_unit.part_id", "part.id").select("part_unit.serial")
    .where("part_unit.serial_fold", "=", fold).where("part_unit.state", "=", "in_stock").limit(2);
}

function facts(db: Db) {
  return db.selectFrom("part")
    .select(["part.id", "part.sku", "part.name", "part.unit", "part.serialised"])
    .select(["part.price_minor", "part.currency"]).where("part.active", "=", 1);
}
