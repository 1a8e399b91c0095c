import { raw } from "hono/html";
import type { LabelPreview } from "../../src/printing/label_preview.ts";
import { Notice } from "../components/status.tsx";
import type { Viewer } from "../viewer.ts";
import { labelPageText } from "./label_page_text.ts";
import { labelText } from "./label_text.ts";

/** The label itself; `label` says it to who cannot see it. */
export function LabelFigure({ preview, label }: { preview: Pick<LabelPreview, "svg">; label: string }) {
  return <div class="label-sheet" role="img" aria-label={label}>{raw(preview.svg)}</div>;
}

/** The label as it will come out, and in words what does not fit on it. */
export function LabelPreviewPart({ viewer, preview }: { viewer: Viewer; preview: LabelPreview }) {
  const text = labelPageText[viewer.locale].preview;
  const number = new Intl.NumberFormat(viewer.locale, { maximumFractionDigits: 1 });
  return (
    <div id="label-preview" class="stack tight">
      <LabelFigure preview={preview} label={text.picture} />
      <p class="muted">{number.format(preview.widthMm)} × {number.format(preview.heightMm)} mm</p>
      <div role="status">
        {preview.warnings.length === 0
          ? <p class="muted">{preview.blank ? text.blank : text.fits}</p>
          : (
            <Notice tone="waiting" title={text.warnings}>
              <ul>
                {preview.warnings.map((warning) => <li>{labelText[viewer.locale].warnings[warning]}</li>)}
              </ul>
            </Notice>
          )}
      </div>
    </div>
  );
}
