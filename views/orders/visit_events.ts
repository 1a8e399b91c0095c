import type { Viewer } from "../viewer.ts";
import type { Reader } from "./event_line.tsx";
import { visitText } from "./visit_text.ts";

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
    list(true) && events.returned(list(true)),
    list(false) && events.notReturned(list(false)),
  ].filter(Boolean);
}

function withNote(what: string, note: string): string {
  return note === "" ? what : `${what} (${note})`;
}
