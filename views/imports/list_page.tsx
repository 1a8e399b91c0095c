import { IMPORT_KINDS, type ImportState } from "../../src/imports/import.ts";
import type { ImportListRow } from "../../src/imports/queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { text as adminText } from "../admin/text.ts";
import { Button } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { controlAttributes, Field } from "../components/field.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, type Tone } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { DateTimeText } from "../components/time.tsx";
import { errorOf } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { importText } from "./text.ts";

const TONE = {
  mapping: "new",
  checking: "active",
  checked: "waiting",
  importing: "active",
  done: "closed",
  failed: "problem",
} as const satisfies Record<ImportState, Tone>;

export function ImportChip({ viewer, state }: { viewer: Viewer; state: ImportState }) {
  return <Chip small tone={TONE[state]} label={importText[viewer.locale].states[state]} />;
}

interface ImportsProps {
  viewer: Viewer;
  runs: readonly ImportListRow[];
  typed: Typed;
  errors?: FieldErrors;
}

export function ImportsPage({ viewer, runs, typed, errors = {} }: ImportsProps) {
  const text = importText[viewer.locale];
  return (
    <Layout viewer={viewer} title={text.title} section="admin">
      <PageHeader
        title={text.title}
        lead={text.lead}
        back={{ href: paths.admin(), label: adminText[viewer.locale].title }}
      />
      <UploadForm viewer={viewer} typed={typed} errors={errors} />
      <Panel flush heading={text.earlier} headingId="earlier">
        <DataTable
          viewer={viewer}
          caption={text.caption}
          rows={runs}
          href={(run) => paths.import(run.id)}
          empty={<EmptyState icon="upload" title={text.none}>{text.noneText}</EmptyState>}
          columns={[
            { label: text.columns.file, cell: (run) => run.file_name, width: "grow" },
            { label: text.columns.kind, cell: (run) => text.kinds[run.kind], width: "shrink" },
            {
              label: text.columns.state,
              width: "shrink",
              beside: true,
              cell: (run) => <ImportChip viewer={viewer} state={run.state} />,
            },
            { label: text.columns.rows, numeric: true, cell: (run) => run.row_count || "" },
            {
              label: text.columns.when,
              width: "shrink",
              cell: (run) => <DateTimeText viewer={viewer} at={run.created_at} />,
            },
            { label: text.columns.who, wideOnly: true, cell: (run) => run.created_by_name },
          ]}
        />
      </Panel>
    </Layout>
  );
}

function UploadForm(
  { viewer, typed, errors }: Required<Pick<ImportsProps, "viewer" | "typed" | "errors">>,
) {
  const text = importText[viewer.locale];
  const file = {
    viewer,
    name: "file",
    label: text.file,
    hint: text.fileHint,
    error: errorOf(viewer, errors, "file"),
    required: true,
  };
  return (
    <Panel heading={text.upload} headingId="upload">
      <form method="post" action={paths.imports()} enctype="multipart/form-data" class="stack">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={typedText(typed, "form_key")} />
        <ChipGroup
          viewer={viewer}
          choose="one"
          name="kind"
          label={text.kind}
          required
          choices={IMPORT_KINDS.map((value) => ({ value, label: text.kinds[value] }))}
          chosen={[typedText(typed, "kind") || "clients"]}
          error={errorOf(viewer, errors, "kind")}
        />
        <Field {...file}>
          <input
            class="control file"
            type="file"
            accept=".csv,.txt,.tsv,text/csv,text/plain"
            {...controlAttributes(file)}
          />
        </Field>
        <div class="row end">
          <Button variant="primary" icon="upload">{text.send}</Button>
        </div>
      </form>
    </Panel>
  );
}
