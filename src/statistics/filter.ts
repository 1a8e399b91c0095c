import type { DeviceCategory } from "../devices/device.ts";
import { daysIn, type Period, periodRange, type Range } from "./period.ts";

/** What figures are asked for; "" for all of a kind. */
export interface FigureFilter {
  /** Null for a range of one's own. */
  period: Period | null;
  range: Range | null;
  branch: string;
  technician: string;
  category: DeviceCategory | "";
}

export const USUAL_FILTER: FigureFilter = {
  period: "30_days",
  range: null,
  branch: "",
  technician: "",
  category: "",
};

export const MOST_DAYS = 3_660;

/** The days that a filter means, as of a day. */
export function rangeOf({ period, range }: Pick<FigureFilter, "period" | "range">, today: string): Range {
  return range ?? periodRange(period ?? "30_days", today);
}

export type RangeFault = "range_reversed" | "range_long";

export function rangeFault(range: Range): RangeFault | null {
  if (range.from > range.to) return "range_reversed";
  return daysIn(range) > MOST_DAYS ? "range_long" : null;
}
