import type { OrderEvent } from "../../src/orders/queries.ts";
import { paths } from "../../src/paths.ts";
import type { TimelineEntry } from "../components/list.tsx";
import type { Viewer } from "../viewer.ts";
import { eventEntry } from "./event_line.tsx";
import { pastText } from "./past_text.ts";

/** A fact of the history whose time opens the order as it was right after it. */
export function momentEntry(viewer: Viewer, number: string, event: OrderEvent): TimelineEntry {
  const entry = eventEntry(viewer, event);
  return {
    ...entry,
    time: <a href={paths.orderPast(number, event.id)} title={pastText[viewer.locale].open}>{entry.time}</a>,
  };
}
