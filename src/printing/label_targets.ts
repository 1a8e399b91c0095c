import type { Db } from "../db/open.ts";
import type { Media } from "./protocol.ts";
import { routesOf } from "./routing.ts";
import { liveTargets } from "./targets.ts";
import type { LabelTemplate } from "./templates.ts";

/** A label printer of a branch with its stock. */
export interface LabelTarget {
  id: string;
  name: string;
  dpi: number;
  width_um: number;
  height_um: number;
  media: Media;
}

/** The branch's label printers, those first that its matrix names for the template. */
export async function labelTargets(
  db: Db,
  branchId: string,
  template: LabelTemplate,
): Promise<LabelTarget[]> {
  const document = template === "test" ? "label_device" : `label_${template}` as const;
  const routed = (await routesOf(db, branchId, document)).map(({ id }) => id);
  const targets = (await liveTargets(db, branchId)).filter(({ language }) => language === "zpl");
  return [
    ...targets.filter(({ id }) => routed.includes(id)),
    ...targets.filter(({ id }) => !routed.includes(id)),
  ];
}
