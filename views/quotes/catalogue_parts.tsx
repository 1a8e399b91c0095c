import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { PartOption } from "../../src/parts/order_part_queries.ts";
import { Button } from "../components/button.tsx";
import { TextInput } from "../components/inputs.tsx";
import { errorOf } from "../errors/fields.ts";
import { PartOptions } from "../parts/order_forms.tsx";
import type { Viewer } from "../viewer.ts";
import { quoteText } from "./text.ts";

export interface CataloguePartsProps {
  viewer: Viewer;
  typed: Typed;
  errors: FieldErrors;
  /** What a code that names no part may mean. */
  options?: readonly PartOption[];
  /** A part has just been added: the next one can be scanned. */
  scanning?: boolean;
  /** Where a text is looked for while it is typed, for which device. */
  search?: { href: string; device: { brand: string; model: string } };
}

/** Where a part of the catalogue is scanned, or found by its name, to become a line. */
export function CatalogueParts({ viewer, typed, errors, options, scanning, search }: CataloguePartsProps) {
  const text = quoteText[viewer.locale].editor;
  const code = typedText(typed, "code");
  const device = search?.device ?? { brand: "", model: "" };
  return (
    <div class="quote-parts">
      <div class="row">
        <TextInput
          viewer={viewer}
          name="code"
          label={text.part}
          hideLabel
          type="search"
          placeholder={text.part}
          value={options ? code : ""}
          error={errorOf(viewer, errors, "code")}
          maxlength={60}
          autocomplete="off"
          attributes={{
            "data-scan-here": "",
            autofocus: scanning,
            ...(search && {
              "hx-get": search.href,
              "hx-trigger": "input changed delay:180ms, focus once",
              "hx-target": "#part-options",
              "hx-swap": "innerHTML",
              "hx-sync": "this:replace",
            }),
          }}
        />
        <Button size="small" icon="plus" name="act" value="part" formnovalidate>{text.partAdd}</Button>
      </div>
      <div id="part-options">
        {options && <PartOptions viewer={viewer} detail={{ device }} text={code} options={options} />}
      </div>
    </div>
  );
}
