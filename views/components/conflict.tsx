import type { Child } from "hono/jsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { Icon } from "./icon.tsx";

export interface ConflictField {
  label: string;
  theirs: Child;
  yours: Child;
  /** Only the fields that differ are marked. */
  differs: boolean;
}

export interface ConflictPanelProps {
  viewer: Viewer;
  fields: readonly ConflictField[];
  /** Who saved and when, as a sentence. */
  by?: Child;
  /** Buttons: save what was typed (with the new version in the form), or keep what is saved. */
  children?: Child;
}

/** Two versions of the same fields side by side, when someone else saved first. */
export function ConflictPanel({ viewer, fields, by, children }: ConflictPanelProps) {
  const text = frameText[viewer.locale].conflict;
  return (
    <section class="conflict" role="alert" tabindex={-1}>
      <header>
        <Icon name="triangle-alert" />
        <div>
          <h2>{text.title}</h2>
          {by && <p>{by}</p>}
          <p>{text.explain}</p>
        </div>
      </header>
      <div class="table-wrap">
        <table>
          <thead>
            <tr>
              <th scope="col">{text.field}</th>
              <th scope="col">{text.theirs}</th>
              <th scope="col">{text.yours}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr class={field.differs ? "differs" : undefined}>
                <th scope="row">{field.label}</th>
                <td data-label={text.theirs}>{field.theirs}</td>
                <td data-label={text.yours}>{field.yours}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {children && <footer>{children}</footer>}
    </section>
  );
}
