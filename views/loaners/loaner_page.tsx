import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { Loan, LoanerRow } from "../../src/loaners/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Switch } from "../components/choices.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextArea } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { errorOf, fieldsOf } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { LoanLine } from "./loan_line.tsx";
import { LoanerFields } from "./pages.tsx";
import { LoanerChip } from "./state.tsx";
import { loanerText } from "./text.ts";

const FORM = "loaner-form";

interface LoanerPageProps {
  viewer: Viewer;
  loaner: LoanerRow & { loans: Loan[] };
  /** Drawn for the form of the return. */
  returnKey: string;
  typed?: Typed;
  errors?: FieldErrors;
  /** Somebody saved it while `typed` was being written. */
  conflict?: boolean;
  /** The form of the return as it came back. */
  returning?: { typed: Typed; errors: FieldErrors };
}

export function LoanerPage(props: LoanerPageProps) {
  const { viewer, loaner } = props;
  const text = loanerText[viewer.locale];
  return (
    <Layout viewer={viewer} title={loaner.name} section="loaners" width="narrow">
      <PageHeader
        title={loaner.name}
        aside={<LoanerChip viewer={viewer} loaner={loaner} />}
        back={{ href: paths.loaners(), label: text.title }}
      />
      {loaner.out && viewer.can("loaners.manage") && <ReturnForm {...props} loanId={loaner.out.id} />}
      {viewer.can("loaners.manage") ? <EditForm {...props} /> : <p class="prose">{loaner.condition}</p>}
      <Panel heading={text.loans} headingId="loans-heading" icon="history">
        {loaner.loans.length === 0 && <p class="muted">{text.noLoans}</p>}
        <ul class="stack">
          {loaner.loans.map((loan) => (
            <li>
              <LoanLine viewer={viewer} loan={loan} of="loaner" />
            </li>
          ))}
        </ul>
      </Panel>
    </Layout>
  );
}

function ReturnForm({ viewer, loaner, returnKey, returning, loanId }: LoanerPageProps & { loanId: string }) {
  const text = loanerText[viewer.locale];
  const { typed, errors = {} } = returning ?? {};
  return (
    <Panel heading={text.returnHeading} headingId="return-heading" icon="undo-2">
      <form class="stack" method="post" action={paths.loanReturn(loaner.id, loanId)}>
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={typedText(typed, "form_key") || returnKey} />
        <TextArea
          viewer={viewer}
          name="condition"
          id="return-condition"
          label={text.returnCondition}
          rows={2}
          maxlength={500}
          value={typedText(typed, "condition")}
          error={errorOf(viewer, errors, "condition")}
          required
        />
        <div class="row end">
          <Button variant="primary" icon="undo-2">{text.takeBack}</Button>
        </div>
      </form>
    </Panel>
  );
}

function EditForm({ viewer, loaner, errors = {}, conflict, ...props }: LoanerPageProps) {
  const text = loanerText[viewer.locale];
  const typed = props.typed ?? typedLoaner(loaner);
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <>
      {conflict && <LoanerConflict viewer={viewer} loaner={loaner} typed={typed} />}
      <form class="stack" id={FORM} method="post" action={paths.loaner(loaner.id)} data-guard="">
        <input
          type="hidden"
          name="version"
          value={conflict ? String(loaner.version) : typedText(typed, "version")}
        />
        <Panel heading={text.facts} headingId="facts-heading" icon="smartphone">
          <LoanerFields viewer={viewer} typed={typed} errors={errors} />
          <Switch
            {...field("active")}
            value="1"
            label={text.active}
            hint={text.activeHint}
            checked={typedText(typed, "active") === "1"}
          />
          <div class="row end">
            <Button icon="save">{text.save}</Button>
          </div>
        </Panel>
      </form>
    </>
  );
}

function LoanerConflict({ viewer, loaner, typed }: { viewer: Viewer; loaner: LoanerRow; typed: Typed }) {
  const text = loanerText[viewer.locale];
  const words = frameText[viewer.locale].conflict;
  const saved = typedLoaner(loaner);
  const labels = { name: text.name, serial: text.serial, condition: text.condition };
  const fields = Object.entries(labels).map(([name, label]) => {
    const [theirs, yours] = [typedText(saved, name), typedText(typed, name)];
    return { label, theirs, yours, differs: theirs !== yours };
  });
  return (
    <ConflictPanel viewer={viewer} fields={fields}>
      <LinkButton href={paths.loaner(loaner.id)}>{words.keepTheirs}</LinkButton>
      <Button variant="primary" form={FORM}>{words.keepYours}</Button>
    </ConflictPanel>
  );
}

/** The form's own shape of a loaner that is saved. */
function typedLoaner({ name, serial, condition, active, version }: LoanerRow): Typed {
  return { name, serial, condition, active: active ? "1" : "", version: String(version) };
}
