import { CHECKLIST_PHASES, type ChecklistPhase, PHASE_SLUG } from "../../src/checklists/checklist.ts";
import type { CheckTemplate } from "../../src/checklists/queries.ts";
import { DEVICE_CATEGORIES } from "../../src/devices/device.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { text as adminText } from "../admin/text.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextArea } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { orderText } from "../orders/text.ts";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { checklistText } from "./text.ts";

const FORM = "checklist-form";

export function TemplatesPage(
  { viewer, templates }: { viewer: Viewer; templates: readonly CheckTemplate[] },
) {
  const { admin: text, phases } = checklistText[viewer.locale];
  return (
    <Layout viewer={viewer} title={text.title} section="admin">
      <PageHeader
        title={text.title}
        lead={text.lead}
        back={{ href: paths.admin(), label: adminText[viewer.locale].title }}
      />
      <Panel flush aria-label={text.caption}>
        <DataTable
          viewer={viewer}
          caption={text.caption}
          rows={DEVICE_CATEGORIES}
          columns={[
            {
              label: text.category,
              width: "grow",
              cell: (category) => orderText[viewer.locale].categories[category],
            },
            ...CHECKLIST_PHASES.map((phase: ChecklistPhase) => ({
              label: phases[phase],
              cell: (category: CheckTemplate["category"]) => (
                <a href={paths.checklist(category, PHASE_SLUG[phase])}>
                  {text.points(
                    templates.find((one) =>
                      one.category === category && one.phase === phase
                    )?.items.length ??
                      0,
                  )}
                  <span class="visually-hidden">
                    {`: ${orderText[viewer.locale].categories[category]}, ${phases[phase].toLowerCase()}`}
                  </span>
                </a>
              ),
            })),
          ]}
        />
      </Panel>
    </Layout>
  );
}

interface TemplatePageProps {
  viewer: Viewer;
  template: CheckTemplate;
  typed?: Typed;
  errors?: FieldErrors;
  /** What is typed was proposed, nobody saved it yet. */
  suggested?: boolean;
  /** Somebody saved `template` while `typed` was being written. */
  conflict?: boolean;
}

export function TemplatePage(
  { viewer, template, errors = {}, suggested, conflict, ...props }: TemplatePageProps,
) {
  const { admin: text, phases } = checklistText[viewer.locale];
  const { category, phase, version } = template;
  const typed = props.typed ?? { items: template.items.join("\n"), version: String(version) };
  const field = fieldsOf({ viewer, typed, errors });
  const title = `${orderText[viewer.locale].categories[category]}: ${phases[phase].toLowerCase()}`;
  return (
    <Layout viewer={viewer} title={title} section="admin" width="narrow">
      <PageHeader title={title} back={{ href: paths.checklists(), label: text.title }} />
      {conflict && <TemplateConflict {...{ viewer, template, typed }} />}
      <form
        id={FORM}
        class="stack"
        method="post"
        action={paths.checklist(category, PHASE_SLUG[phase])}
        data-guard=""
      >
        <CsrfField viewer={viewer} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <input
          type="hidden"
          name="version"
          value={conflict ? String(version) : typedText(typed, "version")}
        />
        {suggested && (
          <Notice tone="new">
            <p>{text.suggested}</p>
          </Notice>
        )}
        <Panel aria-label={text.items}>
          <TextArea {...field("items")} label={text.items} hint={text.itemsHint} rows={14} />
          {!suggested && typedText(typed, "items") === "" && (
            <p>
              <Button name="suggest" value="1" icon="clipboard-list" formnovalidate>{text.suggest}</Button>
            </p>
          )}
        </Panel>
        <div class="act-bar">
          <LinkButton variant="quiet" href={paths.checklists()}>{text.cancel}</LinkButton>
          <Button variant="primary" icon="save">{text.save}</Button>
        </div>
      </form>
    </Layout>
  );
}

function TemplateConflict(
  { viewer, template, typed }: { viewer: Viewer; template: CheckTemplate; typed: Typed },
) {
  const text = checklistText[viewer.locale].admin;
  const words = frameText[viewer.locale].conflict;
  const [theirs, yours] = [template.items.join("\n"), typedText(typed, "items")];
  return (
    <ConflictPanel viewer={viewer} fields={[{ label: text.items, theirs, yours, differs: theirs !== yours }]}>
      <LinkButton href={paths.checklist(template.category, PHASE_SLUG[template.phase])}>
        {words.keepTheirs}
      </LinkButton>
      <Button variant="primary" form={FORM}>{words.keepYours}</Button>
    </ConflictPanel>
  );
}
