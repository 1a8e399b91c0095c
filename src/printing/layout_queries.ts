import type { Db } from "../db/open.ts";
import { completed, LabelLayout, SHIPPED_LAYOUTS } from "./label_layout.ts";
import type { LabelTemplate } from "./templates.ts";

export interface LayoutPlace {
  branchId: string;
  template: LabelTemplate;
}

/** How the branch prints a template: its own layout, or the shipped one. */
export async function branchLayout(db: Db, place: LayoutPlace): Promise<LabelLayout> {
  return (await currentLayout(db, place)).layout;
}

export interface CurrentLayout {
  layout: LabelLayout;
  /** False for the shipped one. */
  own: boolean;
  /** How often it was saved; goes back with the form, so that nobody overwrites what they have not seen. */
  version: number;
  savedBy: string | null;
  savedAt: number | null;
}

export async function currentLayout(db: Db, { branchId, template }: LayoutPlace): Promise<CurrentLayout> {
  const row = await newest(db, branchId).where("template", "=", template).limit(1).executeTakeFirst();
  return current(template, row);
}

/** Templates for which the branch has a layout of its own. */
export async function ownLayouts(db: Db, branchId: string): Promise<Map<LabelTemplate, LabelLayout>> {
  const rows = await newest(db, branchId)
    .where((where) =>
      where.not(where.exists(
        where.selectFrom("label_layout as later").select("later.id")
          .whereRef("later.branch_id", "=", "label_layout.branch_id")
          .whereRef("later.template", "=", "label_layout.template")
          .whereRef("later.version", ">", "label_layout.version"),
      ))
    ).execute();
  return new Map(
    rows.filter((row) => row.layout_json !== null).map((
      row,
    ) => [row.template, current(row.template, row).layout]),
  );
}

function newest(db: Db, branchId: string) {
  return db.selectFrom("label_layout")
    .select(["template", "version", "layout_json", "created_at", "created_by_name"])
    .where("branch_id", "=", branchId).orderBy("version", "desc");
}

type Row = Awaited<ReturnType<ReturnType<typeof newest>["execute"]>>[number];

function current(template: LabelTemplate, row: Row | undefined): CurrentLayout {
  const own = row !== undefined && row.layout_json !== null;
  const layout = own
    ? completed(LabelLayout.parse(JSON.parse(row.layout_json ?? "")))
    : SHIPPED_LAYOUTS[template];
  return {
    layout,
    own,
    version: row?.version ?? 0,
    savedBy: row?.created_by_name ?? null,
    savedAt: row?.created_at ?? null,
  };
}
