import type { Child } from "hono/jsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { Button } from "./button.tsx";

export interface RepeatGroupProps {
  viewer: Viewer;
  /** First part of the names inside: `devices` for `devices.0.brand`. */
  name: string;
  count: number;
  /** The fields of one entry; called with `__index__` for the template of a new one. */
  entry: (index: number | "__index__") => Child;
  /** Heading of an entry, `#` becomes its number: "Equipo #". */
  entryLabel: string;
  addLabel: string;
  /** Fewest entries: the last of them cannot be removed. */
  min?: number;
  max?: number;
}

/**
 * Entries to add and remove. Without scripts the buttons post `add=<name>` and `remove=<name>.<index>`, for the server to
 * answer the form with one more or one less.
 */
export function RepeatGroup(
  { viewer, name, count, entry, entryLabel, addLabel, min = 0, max = 20 }: RepeatGroupProps,
) {
  const shown = Array.from({ length: count }, (_, index) => index);
  return (
    <div class="repeat" data-repeat={name} data-min={min} data-max={max} data-label={entryLabel}>
      <div class="repeat-list">
        {shown.map((index) => (
          <RepeatEntry viewer={viewer} name={name} index={index} label={entryLabel} fixed={count <= min}>
            {entry(index)}
          </RepeatEntry>
        ))}
      </div>
      <template>
        <RepeatEntry viewer={viewer} name={name} index="__index__" label={entryLabel}>
          {entry("__index__")}
        </RepeatEntry>
      </template>
      <Button icon="plus" name="add" value={name} formnovalidate data-repeat-add="" disabled={count >= max}>
        {addLabel}
      </Button>
    </div>
  );
}

interface RepeatEntryProps {
  viewer: Viewer;
  name: string;
  index: number | "__index__";
  label: string;
  fixed?: boolean;
  children?: Child;
}

function RepeatEntry({ viewer, name, index, label, fixed, children }: RepeatEntryProps) {
  const shown = label.replace("#", index === "__index__" ? "" : String(index + 1));
  return (
    <fieldset class="repeat-entry">
      <legend data-repeat-label="">{shown}</legend>
      <button
        type="submit"
        class="button quiet small repeat-remove"
        name="remove"
        value={`${name}.${index}`}
        formnovalidate
        data-repeat-remove=""
        hidden={fixed === true}
      >
        <span>{frameText[viewer.locale].form.remove}</span>
        <span class="visually-hidden" data-repeat-label="">{shown}</span>
      </button>
      {children}
    </fieldset>
  );
}
