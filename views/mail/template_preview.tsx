import type { FieldErrors } from "../../src/lib/app_error.ts";
import type { TemplatePart } from "../../src/mail/message.ts";
import { Notice } from "../components/status.tsx";
import { listedErrors } from "../errors/fields.ts";
import type { Viewer } from "../viewer.ts";
import { templateText } from "./template_text.ts";

/** A mail tried on an order, or why it cannot be. */
export type TemplatePreview =
  | { ok: true; subject: string; text: string; src: string; number: string | null; example: boolean }
  | { ok: false; errors: FieldErrors };

/** What the editor's fields bring back as one types. */
export function TemplatePreviewPart({ viewer, preview }: { viewer: Viewer; preview: TemplatePreview }) {
  const t = templateText[viewer.locale];
  if (!preview.ok) {
    return (
      <div id="template-preview" class="stack">
        <Notice tone="problem" title={t.previewWrong}>
          <ul>
            {listedErrors(viewer, preview.errors).map(({ field, message }) => (
              <li>
                <strong>{t.parts[field as TemplatePart] ?? t.order}</strong>: {message}
              </li>
            ))}
          </ul>
        </Notice>
      </div>
    );
  }
  const { subject, text, src, number, example } = preview;
  return (
    <div id="template-preview" class="stack">
      <p class="muted">
        {number === null ? t.triedExample : t.triedWith(number)} {number !== null && example && t.partExample}
      </p>
      <p>
        <span class="muted">{t.subject}:</span> <strong>{subject}</strong>
      </p>
      <iframe class="mail-frame" src={src} title={t.previewFrame} sandbox=""></iframe>
      <details>
        <summary class="button small">{t.plain}</summary>
        <pre class="mail-text">{text}</pre>
      </details>
    </div>
  );
}
