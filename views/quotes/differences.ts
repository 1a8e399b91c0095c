import { type Typed, typedList, typedText } from "../../src/lib/form.ts";
import { OPTION_KEYS } from "../../src/quotes/quote.ts";
import type { ConflictField } from "../components/conflict.tsx";
import type { Viewer } from "../viewer.ts";
import { quoteText } from "./text.ts";

/** What was typed into an offer beside what somebody else saved, for what differs. */
export function quoteDifferences(
  viewer: Viewer,
  { theirs, yours }: { theirs: Typed; yours: Typed },
): ConflictField[] {
  const text = quoteText[viewer.locale].editor;
  const fields: [string, (typed: Typed) => string][] = [
    [text.conflictLines, (typed) => typedList(typed, "lines").map(lineWords).join("\n")],
    [text.options, (typed) => text.counts[typedText(typed, "options")] ?? ""],
    ...OPTION_KEYS.map((key): [string, (typed: Typed) => string] => [
      text.nameOf(key),
      (typed) => typedText(typed, `name_${key.toLowerCase()}`),
    ]),
    [text.note, (typed) => typedText(typed, "note")],
    [text.validDays, (typed) => typedText(typed, "valid_days")],
    [text.deposit, (typed) => typedText(typed, "deposit_percent")],
  ];
  return fields.flatMap(([label, read]) => {
    const [saved, typed] = [read(theirs), read(yours).trim()];
    return saved === typed ? [] : [{ label, theirs: saved, yours: typed, differs: true }];
  });
}

export function lineWords(line: Typed): string {
  return [typedText(line, "quantity"), typedText(line, "description"), typedText(line, "price")].join(" · ");
}
