import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { CannedRow } from "../../src/notes/queries.ts";
import { paths } from "../../src/paths.ts";
import { text as adminText } from "../admin/text.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Switch } from "../components/choices.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Excerpt } from "../components/excerpt.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextArea, TextInput } from "../components/inputs.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { OnChip } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { noteText } from "./text.ts";

const FORM = "canned-form";

export function CannedListPage({ viewer, answers }: { viewer: Viewer; answers: readonly CannedRow[] }) {
  const text = noteText[viewer.locale].canned;
  const add = <LinkButton variant="primary" icon="plus" href={paths.newCannedAnswer()}>{text.add}
  </LinkButton>;
  return (
    <Layout viewer={viewer} title={text.title} section="admin">
      <PageHeader
        title={text.title}
        lead={text.lead}
        back={{ href: paths.admin(), label: adminText[viewer.locale].title }}
        actions={answers.length > 0 && add}
      />
      <Panel flush aria-label={text.caption}>
        <DataTable
          viewer={viewer}
          caption={text.caption}
          rows={answers}
          href={(one) => paths.cannedAnswer(one.id)}
          empty={
            <EmptyState icon="message-square" title={text.noneTitle} action={add}>{text.none}</EmptyState>
          }
          columns={[
            { label: text.name, cell: (one) => one.title },
            { label: text.text, width: "grow", cell: (one) => <Excerpt text={one.text} /> },
            {
              label: text.state,
              beside: true,
              cell: (one) => <OnChip on={one.active} words={{ on: text.inUse, off: text.off }} />,
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
}

export function NewCannedPage({ viewer, typed, errors = {} }: FieldsProps) {
  const text = noteText[viewer.locale].canned;
  return (
    <Layout viewer={viewer} title={text.add} section="admin" width="narrow">
      <PageHeader title={text.add} back={{ href: paths.cannedAnswers(), label: text.title }} />
      <form method="post" action={paths.newCannedAnswer()} class="stack" data-guard="">
        <input type="hidden" name="form_key" value={typedText(typed, "form_key")} />
        <Panel aria-label={text.title}>
          <CannedFields {...{ viewer, typed, errors }} />
        </Panel>
        <FormEnd viewer={viewer} />
      </form>
    </Layout>
  );
}

interface CannedPageProps extends Omit<FieldsProps, "typed"> {
  answer: CannedRow;
  typed?: Typed;
  /** Somebody saved `answer` while `typed` was being written. */
  conflict?: boolean;
}

export function CannedPage({ viewer, answer, errors = {}, conflict, ...props }: CannedPageProps) {
  const text = noteText[viewer.locale].canned;
  const typed = props.typed ?? {
    title: answer.title,
    text: answer.text,
    active: answer.active ? "1" : "",
    version: String(answer.version),
  };
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <Layout viewer={viewer} title={answer.title} section="admin" width="narrow">
      <PageHeader title={answer.title} back={{ href: paths.cannedAnswers(), label: text.title }} />
      {conflict && <CannedConflict {...{ viewer, answer, typed }} />}
      <form method="post" action={paths.cannedAnswer(answer.id)} id={FORM} class="stack" data-guard="">
        <input
          type="hidden"
          name="version"
          value={conflict ? String(answer.version) : typedText(typed, "version")}
        />
        <Panel aria-label={text.title}>
          <CannedFields {...{ viewer, typed, errors }} />
          <Switch
            {...field("active")}
            value="1"
            label={text.active}
            hint={text.activeHint}
            checked={typedText(typed, "active") === "1"}
          />
        </Panel>
        <FormEnd viewer={viewer} />
      </form>
    </Layout>
  );
}

function CannedFields({ viewer, typed, errors = {} }: FieldsProps) {
  const text = noteText[viewer.locale].canned;
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <>
      <CsrfField viewer={viewer} />
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <TextInput {...field("title")} label={text.name} required maxlength={60} autocomplete="off" />
      <TextArea
        {...field("text")}
        label={text.text}
        hint={text.textHint}
        rows={6}
        maxlength={2000}
        required
      />
    </>
  );
}

function CannedConflict({ viewer, answer, typed }: { viewer: Viewer; answer: CannedRow; typed: Typed }) {
  const text = noteText[viewer.locale].canned;
  const words = frameText[viewer.locale].conflict;
  const state = (active: boolean) => active ? text.inUse : text.off;
  const rows = [
    [text.name, answer.title, typedText(typed, "title")],
    [text.text, answer.text, typedText(typed, "text")],
    [text.state, state(answer.active), state(typedText(typed, "active") === "1")],
  ] as const;
  const fields = rows.map(([label, theirs, yours]) => ({ label, theirs, yours, differs: theirs !== yours }));
  return (
    <ConflictPanel viewer={viewer} fields={fields}>
      <LinkButton href={paths.cannedAnswer(answer.id)}>{words.keepTheirs}</LinkButton>
      <Button variant="primary" form={FORM}>{words.keepYours}</Button>
    </ConflictPanel>
  );
}

function FormEnd({ viewer }: { viewer: Viewer }) {
  const text = noteText[viewer.locale].canned;
  return (
    <div class="act-bar">
      <LinkButton href={paths.cannedAnswers()} variant="quiet">{text.cancel}</LinkButton>
      <Button variant="primary" icon="save">{text.save}</Button>
    </div>
  );
}
