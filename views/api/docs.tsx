import type { Chapter, ReferenceEntry, ReferenceField } from "../../src/api/reference.ts";
import { paths } from "../../src/paths.ts";
import { LinkButton } from "../components/button.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Code } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { PublicLayout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

interface ApiDocsProps {
  viewer: Viewer;
  chapters: readonly Chapter[];
  /** Public address of the shop, for the examples. */
  baseUrl: string;
}

/** The whole reference on one page, each operation folded away until somebody opens it. */
export function ApiDocsPage({ viewer, chapters, baseUrl }: ApiDocsProps) {
  const t = text[viewer.locale];
  return (
    <PublicLayout viewer={viewer} title={t.title}>
      <PageHeader title={t.title} lead={t.lead} />
      <div class="row">
        <LinkButton href={paths.apiDocument()}>{t.document}</LinkButton>
        <LinkButton href={paths.apiTokens()}>{t.tokens}</LinkButton>
      </div>
      {chapters.map((chapter) => (
        <Panel heading={chapter.tag} headingId={`tag-${chapter.tag}`}>
          <p class="muted" lang="en">{chapter.description}</p>
          <div class="stack">
            {chapter.operations.map((entry) => <Entry viewer={viewer} entry={entry} baseUrl={baseUrl} />)}
          </div>
        </Panel>
      ))}
    </PublicLayout>
  );
}

function Entry({ viewer, entry, baseUrl }: { viewer: Viewer; entry: ReferenceEntry; baseUrl: string }) {
  const t = text[viewer.locale];
  return (
    <details id={entry.id} lang="en">
      <summary>
        <Code>{`${entry.method} ${entry.path}`}</Code> {entry.summary}
      </summary>
      <div class="stack">
        {entry.description.split("\n\n").map((line) => <p>{line.replaceAll("`", "")}</p>)}
        <pre class="code-block">{curlOf(entry, baseUrl)}</pre>
        <FieldTable viewer={viewer} caption={t.parameters} fields={entry.parameters} />
        <FieldTable viewer={viewer} caption={t.body} fields={entry.body} />
        <h3 lang={viewer.locale}>{t.answers}</h3>
        <ul>
          {entry.answers.map(({ status, text }) => (
            <li>
              <Code>{status}</Code> {text}
            </li>
          ))}
        </ul>
        {entry.answers.map(({ status, fields }) => (
          <FieldTable viewer={viewer} caption={status} fields={fields} />
        ))}
      </div>
    </details>
  );
}

interface FieldTableProps {
  viewer: Viewer;
  caption: string;
  fields: readonly ReferenceField[];
}

function FieldTable({ viewer, caption, fields }: FieldTableProps) {
  const t = text[viewer.locale];
  if (fields.length === 0) return null;
  return (
    <>
      <h3>{caption}</h3>
      <DataTable
        viewer={viewer}
        caption={caption}
        rows={fields}
        columns={[
          {
            label: t.name,
            cell: (field) => (
              <>
                <Code>{field.name}</Code>
                {field.required && <small class="muted">{` ${t.required}`}</small>}
              </>
            ),
          },
          { label: t.type, cell: (field) => field.type },
          { label: t.meaning, width: "grow", cell: (field) => field.text.replaceAll("`", "") },
        ]}
      />
    </>
  );
}

function curlOf({ method, path, example }: ReferenceEntry, baseUrl: string): string {
  const lines = [`curl -H "Authorization: Bearer $TOKEN"`];
  if (method !== "GET") lines.push(`-X ${method}`);
  if (method === "PATCH") lines.push(`-H 'If-Match: "…"'`);
  if (method === "POST") lines.push(`-H "Idempotency-Key: $(uuidgen)"`);
  if (example !== "") lines.push(`-H "Content-Type: application/json"`, `-d '${example}'`);
  return [...lines, `${baseUrl}${path}`].join(" \\\n  ");
}
