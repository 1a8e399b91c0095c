import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { LOANER_LISTS, type LoanerList, loanerQuery } from "../../src/loaners/filter.ts";
import type { LoanerRow } from "../../src/loaners/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextArea, TextInput } from "../components/inputs.tsx";
import { Tabs } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Code } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { DateText } from "../components/time.tsx";
import { fieldsOf, listedErrors } from "../errors/fields.ts";
import { CsvLink } from "../exports/link.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { LoanerChip } from "./state.tsx";
import { loanerText } from "./text.ts";

interface LoanersPageProps {
  viewer: Viewer;
  list: LoanerList;
  loaners: readonly LoanerRow[];
}

export function LoanersPage({ viewer, list, loaners }: LoanersPageProps) {
  const text = loanerText[viewer.locale];
  const add = viewer.can("loaners.manage") && (
    <LinkButton variant="primary" icon="plus" href={paths.newLoaner()}>{text.add}</LinkButton>
  );
  return (
    <Layout viewer={viewer} title={text.title} section="loaners">
      <PageHeader title={text.title} lead={text.lead} actions={add} />
      <Tabs
        label={text.title}
        tabs={LOANER_LISTS.map((one) => ({
          href: paths.loaners(loanerQuery(one)),
          label: text.lists[one],
          current: one === list,
        }))}
      />
      <Panel flush aria-label={text.caption}>
        <DataTable
          viewer={viewer}
          caption={text.caption}
          rows={loaners}
          href={(loaner) => paths.loaner(loaner.id)}
          empty={list === "all"
            ? <EmptyState icon="smartphone" title={text.noneYet} action={add}>{text.noneYetText}</EmptyState>
            : <EmptyState icon="smartphone" title={text.none} />}
          columns={[
            { label: text.name, width: "grow", cell: (loaner) => loaner.name },
            {
              label: text.serial,
              wideOnly: true,
              cell: (loaner) => loaner.serial && <Code>{loaner.serial}</Code>,
            },
            {
              label: text.who,
              cell: (loaner) =>
                loaner.out && (
                  <>
                    {loaner.out.client} ·{" "}
                    <a href={paths.order(loaner.out.number)}>
                      <Code>{loaner.out.number}</Code>
                    </a>
                  </>
                ),
            },
            {
              label: text.due,
              width: "shrink",
              cell: (loaner) => loaner.out && <DateText viewer={viewer} at={loaner.out.dueAt} />,
            },
            {
              label: text.state,
              width: "shrink",
              beside: true,
              cell: (loaner) => <LoanerChip viewer={viewer} loaner={loaner} />,
            },
          ]}
        />
      </Panel>
      <CsvLink viewer={viewer} list="prestamos" query={loanerQuery(list)} />
    </Layout>
  );
}

interface FieldsProps {
  viewer: Viewer;
  typed: Typed;
  errors?: FieldErrors;
}

export function NewLoanerPage({ viewer, typed, errors = {} }: FieldsProps) {
  const text = loanerText[viewer.locale];
  return (
    <Layout viewer={viewer} title={text.add} section="loaners" width="narrow">
      <PageHeader title={text.add} back={{ href: paths.loaners(), label: text.title }} />
      <form class="stack" method="post" action={paths.newLoaner()} data-guard="">
        <input type="hidden" name="form_key" value={typedText(typed, "form_key")} />
        <Panel aria-label={text.facts}>
          <LoanerFields viewer={viewer} typed={typed} errors={errors} />
        </Panel>
        <div class="act-bar">
          <LinkButton variant="quiet" href={paths.loaners()}>{text.cancel}</LinkButton>
          <Button variant="primary" icon="plus">{text.create}</Button>
        </div>
      </form>
    </Layout>
  );
}

export function LoanerFields({ viewer, typed, errors = {} }: FieldsProps) {
  const text = loanerText[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <>
      <CsrfField viewer={viewer} />
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <TextInput
        {...field("name")}
        label={text.name}
        hint={text.nameHint}
        required
        maxlength={80}
        autocomplete="off"
      />
      <TextInput {...field("serial")} label={text.serial} code maxlength={60} />
      <TextArea
        {...field("condition")}
        label={text.condition}
        hint={text.conditionHint}
        rows={2}
        maxlength={500}
      />
    </>
  );
}
