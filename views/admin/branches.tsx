import type { Holiday } from "../../src/admin/holidays.ts";
import type { Opening } from "../../src/admin/opening.ts";
import type { BranchPage as BranchData, BranchRow } from "../../src/admin/queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup, Switch } from "../components/choices.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Code, OnChip } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { BranchPreintakePanel, type PreintakeOffer } from "../preintakes/link_panels.tsx";
import { currencies, timeZones } from "../setup/choices.ts";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { HolidaysPanel } from "./holidays.tsx";
import { text } from "./text.ts";

const FORM = "branch-form";

export function BranchesPage({ viewer, branches }: { viewer: Viewer; branches: readonly BranchRow[] }) {
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.branches} section="admin">
      <PageHeader
        title={t.branches}
        lead={t.branchesLead}
        back={{ href: paths.admin(), label: t.title }}
        actions={
          <LinkButton variant="primary" icon="plus" href={paths.newBranch()}>{t.addBranch}</LinkButton>
        }
      />
      <Panel flush aria-label={t.branches}>
        <DataTable
          viewer={viewer}
          caption={t.branchesCaption}
          rows={branches}
          href={(branch) => paths.branch(branch.id)}
          columns={[
            { label: t.code, width: "shrink", cell: (branch) => <Code tag>{branch.code}</Code> },
            { label: t.name, width: "grow", cell: (branch) => branch.name },
            { label: t.timeZone, line: true, cell: (branch) => branch.timeZone.replaceAll("_", " ") },
            { label: t.currency, cell: (branch) => branch.currency },
            { label: t.staff, numeric: true, cell: (branch) => branch.staff },
            {
              label: t.state,
              beside: true,
              cell: (branch) => <OnChip on={branch.active} words={{ on: t.open, off: t.closed }} />,
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
  /** Its orders carry the code. */
  codeFixed?: boolean;
}

export function NewBranchPage({ viewer, typed, errors }: FieldsProps) {
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.addBranch} section="admin" width="narrow">
      <PageHeader title={t.addBranch} back={{ href: paths.branches(), label: t.branches }} />
      <form method="post" action={paths.newBranch()} class="stack" data-guard="">
        <input type="hidden" name="form_key" value={typedText(typed, "form_key")} />
        <Panel aria-label={t.branchFacts}>
          <BranchFields viewer={viewer} typed={typed} errors={errors} />
        </Panel>
        <FormEnd viewer={viewer} label={t.createBranch} />
      </form>
    </Layout>
  );
}

interface BranchPageProps {
  viewer: Viewer;
  branch: BranchData;
  opening: Opening;
  /** With the day on which each comes next, the nearest first. */
  holidays: readonly { holiday: Holiday; day: string }[];
  /** By which anybody announces devices. */
  preintake: PreintakeOffer;
  openingTyped?: Typed;
  openingErrors?: FieldErrors;
  holidayTyped?: Typed;
  holidayErrors?: FieldErrors;
  typed?: Typed;
  errors?: FieldErrors;
  /** Somebody saved `branch` while `typed` was being written. */
  conflict?: boolean;
}

export function BranchPage(props: BranchPageProps) {
  const { viewer, branch, opening, typed = typedBranch(branch), errors = {}, conflict } = props;
  const t = text[viewer.locale];
  const title = `${branch.code} · ${branch.name}`;
  return (
    <Layout viewer={viewer} title={title} section="admin" width="narrow">
      <PageHeader title={title} back={{ href: paths.branches(), label: t.branches }} />
      {conflict && <BranchConflict viewer={viewer} branch={branch} typed={typed} />}
      <form method="post" action={paths.branch(branch.id)} id={FORM} class="stack" data-guard="">
        <input
          type="hidden"
          name="version"
          value={conflict ? String(branch.version) : typedText(typed, "version")}
        />
        <Panel aria-label={t.branchFacts}>
          <BranchFields viewer={viewer} typed={typed} errors={errors} codeFixed={branch.hasOrders} />
          <Switch
            viewer={viewer}
            name="active"
            label={t.open}
            hint={t.openHint}
            checked={typedText(typed, "active") === "1"}
            error={errorOf(viewer, errors, "active")}
          />
        </Panel>
        <FormEnd viewer={viewer} label={t.save} />
      </form>
      <OpeningForm
        viewer={viewer}
        branchId={branch.id}
        typed={props.openingTyped ?? { ...opening, days: opening.days.map(String) }}
        errors={props.openingErrors ?? {}}
      />
      <HolidaysPanel
        viewer={viewer}
        branchId={branch.id}
        holidays={props.holidays}
        typed={props.holidayTyped ?? {}}
        errors={props.holidayErrors ?? {}}
      />
      <BranchPreintakePanel viewer={viewer} id={branch.id} offer={props.preintake} />
    </Layout>
  );
}

interface OpeningFormProps {
  viewer: Viewer;
  branchId: string;
  typed: Typed;
  errors: FieldErrors;
}

function OpeningForm({ viewer, branchId, typed, errors }: OpeningFormProps) {
  const t = text[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  const { days } = typed;
  const chosen = typeof days === "string" ? [days] : Array.isArray(days) ? days.map(String) : [];
  return (
    <form method="post" action={paths.branchOpening(branchId)} class="stack">
      <Panel
        heading={t.opening}
        headingId="opening-title"
        icon="clock"
        footer={
          <div class="row end">
            <Button icon="save">{t.saveOpening}</Button>
          </div>
        }
      >
        <CsrfField viewer={viewer} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <p class="hint">{t.openingHint}</p>
        <ChipGroup
          viewer={viewer}
          choose="many"
          name="days"
          label={t.openingDays}
          choices={t.weekdays.map((label, index) => ({ value: String(index + 1), label }))}
          chosen={chosen}
          error={errorOf(viewer, errors, "days")}
        />
        <div class="columns">
          <TextInput {...field("from")} type="time" label={t.openingFrom} required />
          <TextInput {...field("to")} type="time" label={t.openingTo} required />
        </div>
      </Panel>
    </form>
  );
}

function BranchFields({ viewer, typed, errors = {}, codeFixed = false }: FieldsProps) {
  const t = text[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <>
      <CsrfField viewer={viewer} />
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <div class="columns">
        <TextInput {...field("name")} label={t.name} required maxlength={60} autocomplete="off" />
        <TextInput
          {...field("code")}
          label={t.code}
          hint={codeFixed ? t.codeFixed : t.codeHint}
          readonly={codeFixed}
          required
          code
          maxlength={6}
        />
      </div>
      <TextInput {...field("address")} label={t.address} maxlength={160} autocomplete="off" />
      <TextInput {...field("phone")} label={t.phone} type="tel" maxlength={40} autocomplete="off" />
      <div class="columns">
        <Select
          {...field("time_zone")}
          label={t.timeZone}
          options={timeZones(typedText(typed, "time_zone"))}
          required
        />
        <Select {...field("currency")} label={t.currency} options={currencies(viewer.locale)} required />
      </div>
    </>
  );
}

function FormEnd({ viewer, label }: { viewer: Viewer; label: string }) {
  return (
    <div class="act-bar">
      <LinkButton href={paths.branches()} variant="quiet">{text[viewer.locale].cancel}</LinkButton>
      <Button variant="primary" icon="save">{label}</Button>
    </div>
  );
}

function BranchConflict({ viewer, branch, typed }: { viewer: Viewer; branch: BranchData; typed: Typed }) {
  const t = text[viewer.locale];
  const words = frameText[viewer.locale].conflict;
  const rows = [
    [t.name, branch.name, typedText(typed, "name")],
    [t.code, branch.code, typedText(typed, "code")],
    [t.address, branch.address, typedText(typed, "address")],
    [t.phone, branch.phone, typedText(typed, "phone")],
    [t.timeZone, branch.time_zone, typedText(typed, "time_zone")],
    [t.currency, branch.currency, typedText(typed, "currency")],
    [t.state, branch.active ? t.open : t.closed, typedText(typed, "active") === "1" ? t.open : t.closed],
  ] as const;
  const fields = rows.map(([label, theirs, yours]) => ({ label, theirs, yours, differs: theirs !== yours }));
  return (
    <ConflictPanel viewer={viewer} fields={fields}>
      <LinkButton href={paths.branch(branch.id)}>{words.keepTheirs}</LinkButton>
      <Button variant="primary" form={FORM}>{words.keepYours}</Button>
    </ConflictPanel>
  );
}

/** The form's own shape of a branch that is saved. */
function typedBranch(branch: BranchData): Typed {
  const { code, name, address, phone, time_zone, currency } = branch;
  const version = String(branch.version);
  return { code, name, address, phone, time_zone, currency, active: String(branch.active), version };
}
