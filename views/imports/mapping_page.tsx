import {
  DATE_ORDERS,
  ENCODINGS,
  IMPORT_FIELDS,
  type ImportField,
  REQUIRED_FIELDS,
  type SeparatorName,
  SEPARATORS,
} from "../../src/imports/import.ts";
import type { ImportRun } from "../../src/imports/queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { importText } from "./text.ts";

interface MappingProps {
  viewer: Viewer;
  run: ImportRun;
  /** The first rows, as they are read now. */
  preview: readonly string[][];
  typed?: Typed;
  errors?: FieldErrors;
}

export function MappingPage({ viewer, run, preview, typed, errors = {} }: MappingProps) {
  const text = importText[viewer.locale];
  const title = text.titleOf(text.kinds[run.kind], run.file_name);
  const value = (name: string, saved: string) => typed ? typedText(typed, name) : saved;
  const select = (name: "encoding" | "separator" | "date_order") => ({
    viewer,
    name,
    value: value(name, run[name]),
    error: errorOf(viewer, errors, name),
  });
  return (
    <Layout viewer={viewer} title={title} section="admin" width="wide">
      <PageHeader title={title} back={{ href: paths.imports(), label: text.title }} />
      <form method="post" action={paths.importColumns(run.id)} class="stack loose">
        <CsrfField viewer={viewer} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <input type="hidden" name="version" value={String(run.version)} />
        {run.state === "failed" && <Notice tone="problem">{text.unreadable}</Notice>}
        <Notice tone="new">{text.kindHints[run.kind]}</Notice>
        <Panel heading={text.reading} headingId="reading">
          <div class="columns">
            <Select
              {...select("encoding")}
              label={text.encoding}
              options={ENCODINGS.map((value) => ({ value, label: value.toUpperCase() }))}
            />
            <Select
              {...select("separator")}
              label={text.separator}
              options={(Object.keys(SEPARATORS) as SeparatorName[]).map((value) => ({
                value,
                label: text.separators[value],
              }))}
            />
            {run.kind === "orders"
              ? (
                <Select
                  {...select("date_order")}
                  label={text.dateOrder}
                  options={DATE_ORDERS.map((value) => ({ value, label: text.dateOrders[value] }))}
                />
              )
              : <input type="hidden" name="date_order" value={run.date_order} />}
          </div>
        </Panel>
        <Panel flush heading={text.preview} headingId="preview">
          <Preview viewer={viewer} run={run} preview={preview} />
        </Panel>
        <Panel heading={text.mapping} headingId="mapping">
          <p class="hint">{text.mappingHint}</p>
          <div class="columns">
            {IMPORT_FIELDS[run.kind].map((field) => (
              <FieldColumn viewer={viewer} run={run} field={field} typed={typed} errors={errors} />
            ))}
          </div>
        </Panel>
        <div class="act-bar">
          <Button variant="primary" icon="list">{text.check}</Button>
        </div>
      </form>
    </Layout>
  );
}

function FieldColumn(
  { viewer, run, field, typed, errors = {} }: Omit<MappingProps, "preview"> & { field: ImportField },
) {
  const text = importText[viewer.locale];
  const required: readonly ImportField[] = REQUIRED_FIELDS[run.kind];
  const saved = run.mapping[field];
  const name = `columns.${field}`;
  return (
    <Select
      viewer={viewer}
      name={name}
      label={text.fields[field]}
      required={required.includes(field)}
      empty={text.noColumn}
      value={typed ? typedText(typed, name) : saved === undefined ? "" : String(saved)}
      error={errorOf(viewer, errors, name)}
      options={headingsOf(viewer, run).map((label, column) => ({ value: String(column), label }))}
    />
  );
}

function Preview({ viewer, run, preview }: Pick<MappingProps, "viewer" | "run" | "preview">) {
  return (
    <DataTable
      viewer={viewer}
      caption={importText[viewer.locale].preview}
      rows={preview}
      dense
      columns={headingsOf(viewer, run).map((label, column) => ({
        label,
        cell: (row: readonly string[]) => (row[column] ?? "").slice(0, 80),
      }))}
    />
  );
}

function headingsOf(viewer: Viewer, run: ImportRun): string[] {
  const text = importText[viewer.locale];
  return run.headings.map((heading, column) => heading || text.unnamed(column + 1));
}
