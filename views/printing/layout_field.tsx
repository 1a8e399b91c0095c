import { type FieldLayout, MOST_LINES, MOST_PREFIX, SIZE_STEPS } from "../../src/printing/label_layout.ts";
import { IconButton } from "../components/button.tsx";
import { Checkbox, Switch } from "../components/choices.tsx";
import { Icon } from "../components/icon.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import type { Viewer } from "../viewer.ts";
import { labelPageText } from "./label_page_text.ts";
import { labelText } from "./label_text.ts";

export interface FieldRowProps {
  viewer: Viewer;
  field: FieldLayout;
  index: number;
  last: boolean;
}

/** One field of a label: on or off, how large, its place; the rest unfolds. Ids hang on the field, names on its place. */
export function FieldRow({ viewer, field, index, last }: FieldRowProps) {
  const { editor } = labelPageText[viewer.locale];
  const name = labelText[viewer.locale].fields[field.field];
  const code = field.field === "number" || field.field === "code";
  const part = (of: string) => ({
    viewer,
    name: `fields.${index}.${of}`,
    id: `f-${field.field}-${of}`,
  });
  return (
    <li id={`field-${field.field}`} class="layout-field">
      <input type="hidden" name={`fields.${index}.field`} value={field.field} />
      <div class="layout-field-head">
        <Switch {...part("on")} label={name} checked={field.on} />
        <Select
          {...part("size")}
          label={`${editor.size}: ${name}`}
          hideLabel
          value={String(field.size)}
          options={SIZE_STEPS.map((step) => ({ value: String(step), label: editor.sizes[`${step}`] }))}
        />
        <IconButton
          id={`up-${field.field}`}
          icon="chevron-up"
          label={editor.up(name)}
          variant="quiet"
          name="act"
          value={`up.${field.field}`}
          aria-disabled={index === 0 ? "true" : undefined}
        />
        <IconButton
          id={`down-${field.field}`}
          icon="chevron-down"
          label={editor.down(name)}
          variant="quiet"
          name="act"
          value={`down.${field.field}`}
          aria-disabled={last ? "true" : undefined}
        />
      </div>
      <details id={`more-${field.field}`}>
        <summary aria-label={editor.moreOf(name)}>
          {editor.more} <Icon name="chevron-down" size={16} />
        </summary>
        <div class="stack tight">
          <div class="columns">
            <TextInput
              {...part("prefix")}
              label={editor.prefix}
              hint={editor.prefixHint}
              value={field.prefix.trim()}
              maxlength={MOST_PREFIX - 1}
            />
            {!code && (
              <TextInput
                {...part("lines")}
                label={editor.lines}
                type="number"
                inputmode="numeric"
                min="1"
                max={String(MOST_LINES)}
                value={String(field.lines)}
              />
            )}
          </div>
          {code && <input type="hidden" name={`fields.${index}.lines`} value={String(field.lines)} />}
          <Checkbox {...part("capitals")} label={editor.capitals} checked={field.capitals} />
          {!code && <Checkbox {...part("joined")} label={editor.joined} checked={field.joined} />}
          <Checkbox {...part("rule")} label={editor.rule} checked={field.rule} />
          {!code && <Checkbox {...part("write")} label={editor.write} checked={field.empty === "write"} />}
        </div>
      </details>
    </li>
  );
}
