import type { OrderEventKind } from "../../src/orders/order.ts";
import type { Viewer } from "../viewer.ts";
import type { Reader } from "./event_line.tsx";
import { warrantyText } from "../warranties/text.ts";
import { visitText } from "./visit_text.ts";

export type VisitKind = Extract<OrderEventKind, "warranty_claimed">;

export function visitTitle(viewer: Viewer, kind: VisitKind, read: Reader): string {
  switch (kind) {
    case "warranty_claimed":
      return warrantyText[viewer.locale].events.claimed(read.text("claim"));
  }
}

/** What an event says of the things that lay on the counter, a sentence each. */
export function visitLines(viewer: Viewer, read: Reader): string[] {
  const { events } = visitText[viewer.locale];
  const accessories = read.groups("accessories").map((one) => ({
    what: withNote(one.text("description"), one.text("note")),
    returned: one.flag("returned"),
  }));
  const list = (returned: boolean) =>
    accessories.filter((one) => one.returned === returned).map(({ what }) => what).join(", ");
  return [
    read.text("warranty_of") && warrantyText[viewer.locale].events.claim(read.text("warranty_of")),
    list(true) && events.returned(list(true)),
    list(false) && events.notReturned(list(false)),
  ].filter(Boolean);
}

function withNote(what: string, note: string): string {
  return note === "" ? what : `${what} (${note})`;
}
