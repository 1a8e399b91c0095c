import { moneyField } from "../../src/lib/money.ts";
import { quantityField } from "../../src/lib/quantity.ts";
import type { Typed } from "../../src/lib/form.ts";
import { typedText } from "../../src/lib/form.ts";
import { GENERAL } from "../../src/parts/part.ts";
import type { PartDetail } from "../../src/parts/queries.ts";
import type { ConflictField } from "../components/conflict.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { partText } from "./text.ts";

/** The form's own shape of a part that is saved, with what the viewer's branch wants of it. */
export function typedPart(viewer: Viewer, part: PartDetail): Typed {
  const { locale } = viewer;
  const here = part.stock.find(({ branchId }) => branchId === viewer.branch?.id);
  const money = (minor: number) => moneyField(minor, { currency: part.currency, locale });
  return {
    sku: part.sku,
    ean: part.ean,
    name: part.name,
    description: part.description,
    category: part.category,
    unit: part.unit,
    price: part.price_minor === 0 ? "" : money(part.price_minor),
    ...(part.cost && { cost: money(part.cost.minor) }),
    ...(part.serialised === 1 && { serialised: "1" }),
    ...(part.active === 1 && { active: "1" }),
    models: part.models.join("\n"),
    minimum: here && here.minimum > 0 ? quantityField(here.minimum, locale) : "",
    location: !here || here.location === GENERAL ? "" : here.location,
    version: String(part.version),
  };
}

/** A form to fill in. */
export function blankPart(of: { formKey: string; sku: string; name: string }): Typed {
  return { form_key: of.formKey, sku: of.sku, name: of.name, unit: "unit", active: "1" };
}

/** What was typed beside what somebody else saved, for the fields that differ. */
export function partDifferences(
  viewer: Viewer,
  { part, typed }: { part: PartDetail; typed: Typed },
): ConflictField[] {
  const text = partText[viewer.locale];
  const saved = typedPart(viewer, part);
  const { yes, no } = frameText[viewer.locale].form;
  const label = {
    sku: text.form.sku,
    ean: text.form.ean,
    name: text.form.name,
    description: text.form.description,
    category: text.form.category,
    unit: text.form.unit,
    price: text.form.price,
    models: text.form.models,
    minimum: text.form.minimum,
    location: text.form.location,
  } as const;
  const plain = Object.entries(label).map(([name, label]) =>
    row(label, worded(viewer, name, typedText(saved, name)), worded(viewer, name, typedText(typed, name)))
  );
  const ticks = (["serialised", "active"] as const).map((name) => {
    const said = (from: Typed) => typedText(from, name) === "1" ? yes : no;
    return row(text.form[name], said(saved), said(typed));
  });
  return [...plain, ...ticks].filter(({ differs }) => differs);
}

function worded(viewer: Viewer, name: string, value: string): string {
  const clean = value.replaceAll("\r\n", "\n").trim();
  const units: Record<string, string> = partText[viewer.locale].units;
  return name === "unit" ? units[clean] ?? clean : clean;
}

function row(label: string, theirs: string, yours: string): ConflictField {
  return { label, theirs, yours, differs: theirs !== yours };
}
