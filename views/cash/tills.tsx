import type { Branch } from "../../src/admin/shop.ts";
import type { TillRow } from "../../src/cash/till_queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { text as adminText } from "../admin/text.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Switch } from "../components/choices.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Code, OnChip } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { cashText } from "./text.ts";

const FORM = "till-form";

export function TillsPage({ viewer, tills }: { viewer: Viewer; tills: readonly TillRow[] }) {
  const text = cashText[viewer.locale].tills;
  return (
    <Layout viewer={viewer} title={text.title} section="admin">
      <PageHeader
        title={text.title}
        lead={text.lead}
        back={{ href: paths.admin(), label: adminText[viewer.locale].title }}
        actions={<LinkButton variant="primary" icon="plus" href={paths.newTill()}>{text.add}</LinkButton>}
      />
      <Panel flush aria-label={text.caption}>
        <DataTable
          viewer={viewer}
          caption={text.caption}
          rows={tills}
          href={(till) => paths.till(till.id)}
          columns={[
            { label: text.name, cell: (till) => till.name },
            { label: text.branch, cell: (till) => <Code tag>{till.branch}</Code> },
            { label: text.drawer, wideOnly: true, cell: (till) => till.printer ?? text.anyDrawer },
            { label: text.keeper, cell: (till) => till.openBy && text.openBy(till.openBy) },
            {
              label: text.state,
              beside: true,
              cell: (till) => <OnChip on={till.active} words={{ on: text.inUse, off: text.off }} />,
            },
          ]}
        />
      </Panel>
    </Layout>
  );
}

interface FieldsProps {
  viewer: Viewer;
  typed: Typed;
  errors?: FieldErrors;
  /** Receipt printers with a drawer that the till's branch has. */
  printers: readonly { id: string; name: string }[];
}

export function NewTillPage(
  { branches, formKey, ...props }: FieldsProps & { branches: readonly Branch[]; formKey: string },
) {
  const { viewer, typed, errors = {} } = props;
  const text = cashText[viewer.locale].tills;
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <Layout viewer={viewer} title={text.add} section="admin" width="narrow">
      <PageHeader title={text.add} back={{ href: paths.tills(), label: text.title }} />
      <form method="post" action={paths.newTill()} class="stack" data-guard="">
        <input type="hidden" name="form_key" value={formKey} />
        <Panel aria-label={text.facts}>
          <TillFields {...props} />
          <Select
            {...field("branch_id")}
            label={text.branch}
            required
            options={branches.map(({ id, code, name }) => ({ value: id, label: `${code} · ${name}` }))}
          />
        </Panel>
        <FormEnd viewer={viewer} label={text.create} />
      </form>
    </Layout>
  );
}

interface TillPageProps extends Omit<FieldsProps, "typed"> {
  till: TillRow;
  typed?: Typed;
  /** Somebody saved `till` while `typed` was being written. */
  conflict?: boolean;
}

export function TillPage({ till, typed = typedTill(till), conflict, ...props }: TillPageProps) {
  const { viewer, errors = {} } = props;
  const text = cashText[viewer.locale].tills;
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <Layout viewer={viewer} title={till.name} section="admin" width="narrow">
      <PageHeader
        title={till.name}
        aside={<Code tag>{till.branch}</Code>}
        back={{ href: paths.tills(), label: text.title }}
      />
      {conflict && <TillConflict {...{ viewer, till, typed }} printers={props.printers} />}
      <form method="post" action={paths.till(till.id)} id={FORM} class="stack" data-guard="">
        <input
          type="hidden"
          name="version"
          value={conflict ? String(till.version) : typedText(typed, "version")}
        />
        <Panel aria-label={text.facts}>
          <TillFields {...props} typed={typed} />
          <Select
            {...field("printer_id")}
            label={text.drawer}
            hint={text.drawerHint}
            empty={text.anyDrawer}
            options={props.printers.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Switch
            {...field("active")}
            value="1"
            label={text.active}
            hint={text.activeHint}
            checked={typedText(typed, "active") === "1"}
          />
        </Panel>
        <FormEnd viewer={viewer} label={text.save} />
      </form>
    </Layout>
  );
}

function TillFields({ viewer, typed, errors = {} }: FieldsProps) {
  const text = cashText[viewer.locale].tills;
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <>
      <CsrfField viewer={viewer} />
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <TextInput {...field("name")} label={text.name} required maxlength={40} autocomplete="off" />
    </>
  );
}

function TillConflict(
  { viewer, till, typed, printers }:
    & { viewer: Viewer; till: TillRow }
    & Pick<FieldsProps, "typed" | "printers">,
) {
  const text = cashText[viewer.locale].tills;
  const words = frameText[viewer.locale].conflict;
  const drawer = (id: string) => printers.find((printer) => printer.id === id)?.name ?? text.anyDrawer;
  const state = (active: boolean) => active ? text.inUse : text.off;
  const rows = [
    [text.name, till.name, typedText(typed, "name")],
    [text.drawer, drawer(till.printerId ?? ""), drawer(typedText(typed, "printer_id"))],
    [text.state, state(till.active), state(typedText(typed, "active") === "1")],
  ] as const;
  const fields = rows.map(([label, theirs, yours]) => ({ label, theirs, yours, differs: theirs !== yours }));
  return (
    <ConflictPanel viewer={viewer} fields={fields}>
      <LinkButton href={paths.till(till.id)}>{words.keepTheirs}</LinkButton>
      <Button variant="primary" form={FORM}>{words.keepYours}</Button>
    </ConflictPanel>
  );
}

function FormEnd({ viewer, label }: { viewer: Viewer; label: string }) {
  return (
    <div class="act-bar">
      <LinkButton href={paths.tills()} variant="quiet">{cashText[viewer.locale].tills.cancel}</LinkButton>
      <Button variant="primary" icon="save">{label}</Button>
    </div>
  );
}

/** The form's own shape of a till that is saved. */
function typedTill({ name, printerId, active, version }: TillRow): Typed {
  return { name, printer_id: printerId ?? "", active: active ? "1" : "", version: String(version) };
}
