import type { ReferenceField } from "../../src/api/schema_fields.ts";
import type { Viewer } from "../viewer.ts";
import { Prose } from "./parts.tsx";
import { text } from "./text.ts";

interface FieldListProps {
  viewer: Viewer;
  heading?: string;
  fields: readonly ReferenceField[];
  /** Many of them wait behind a line that says how many. */
  folded?: boolean;
}

const FEW = 6;

/** Each field with its type, whether it has to be there, and what it means; nothing where there are none. */
export function FieldList({ viewer, heading, fields, folded = false }: FieldListProps) {
  if (fields.length === 0) return null;
  const list = (
    <dl class="api-fields" lang="en">
      {fields.map((field) => <FieldLine viewer={viewer} field={field} />)}
    </dl>
  );
  return (
    <>
      {heading && <h4>{heading}</h4>}
      {folded && fields.length > FEW
        ? (
          <details class="api-more">
            <summary>{text[viewer.locale].fields(fields.length)}</summary>
            {list}
          </details>
        )
        : list}
    </>
  );
}

function FieldLine({ viewer, field }: { viewer: Viewer; field: ReferenceField }) {
  const t = text[viewer.locale];
  const at = field.name.lastIndexOf(".") + 1;
  return (
    <div>
      <dt>
        <code>
          {at > 0 && <span class="api-within">{field.name.slice(0, at)}</span>}
          {field.name.slice(at)}
        </code>{" "}
        <span class="api-type">{field.type}</span>
        {field.required && <span class="api-required" lang={viewer.locale}>{t.required}</span>}
      </dt>
      {field.text !== "" && (
        <dd>
          <Prose text={field.text} />
        </dd>
      )}
    </div>
  );
}
