import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { EventType } from "../../src/events/event.ts";
import { paths } from "../../src/paths.ts";
import type { Endpoint } from "../../src/webhooks/endpoint.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup, Switch } from "../components/choices.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

const FORM = "webhook-form";

interface FormProps {
  viewer: Viewer;
  /** Null for a new one; then `typed` holds the `form_key` that makes one and no more. */
  endpoint: Endpoint | null;
  /** What an endpoint can choose among. */
  choices: readonly EventType[];
  typed: Typed;
  errors?: FieldErrors;
  /** Somebody saved it while `typed` was being written. */
  conflict?: boolean;
}

export function WebhookFormPage(props: FormProps) {
  const { viewer, endpoint, typed, errors = {}, conflict } = props;
  const t = text[viewer.locale];
  const title = endpoint ? t.editing : t.add;
  const back = endpoint
    ? { href: paths.webhook(endpoint.id), label: endpoint.description || new URL(endpoint.url).host }
    : { href: paths.webhooks(), label: t.title };
  return (
    <Layout viewer={viewer} title={`${title}: ${t.title}`} section="admin" width="narrow">
      <PageHeader title={title} back={back} />
      {conflict && endpoint && <Conflict viewer={viewer} endpoint={endpoint} typed={typed} />}
      <form
        id={FORM}
        class="stack"
        method="post"
        action={endpoint ? paths.webhookEdit(endpoint.id) : paths.newWebhook()}
        data-guard=""
      >
        <CsrfField viewer={viewer} />
        {endpoint
          ? (
            <input
              type="hidden"
              name="version"
              value={conflict ? String(endpoint.version) : typedText(typed, "version")}
            />
          )
          : <input type="hidden" name="form_key" value={typedText(typed, "form_key")} />}
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <Panel>
          <Fields {...props} />
          <div class="row end">
            <Button variant="primary" icon="save">{endpoint ? t.save : t.create}</Button>
          </div>
        </Panel>
      </form>
    </Layout>
  );
}

function Fields({ viewer, endpoint, choices, typed, errors = {} }: FormProps) {
  const t = text[viewer.locale];
  return (
    <>
      <TextInput
        viewer={viewer}
        name="url"
        label={t.url}
        hint={t.urlHint}
        autocomplete="off"
        placeholder="https://"
        maxlength={1000}
        required
        code
        value={typedText(typed, "url")}
        error={errorOf(viewer, errors, "url")}
      />
      <TextInput
        viewer={viewer}
        name="description"
        label={t.description}
        hint={t.descriptionHint}
        maxlength={120}
        autocomplete="off"
        value={typedText(typed, "description")}
        error={errorOf(viewer, errors, "description")}
      />
      <ChipGroup
        viewer={viewer}
        choose="many"
        name="types"
        label={t.events}
        hint={t.eventsHint}
        choices={choices.map((type) => ({ value: type, label: t.types[type] }))}
        chosen={typedTypes(typed)}
        error={errorOf(viewer, errors, "types")}
      />
      {endpoint && (
        <Switch
          viewer={viewer}
          name="active"
          value="1"
          label={t.active}
          hint={t.activeHint}
          checked={typedText(typed, "active") === "1"}
        />
      )}
    </>
  );
}

function Conflict({ viewer, endpoint, typed }: { viewer: Viewer; endpoint: Endpoint; typed: Typed }) {
  const t = text[viewer.locale];
  const words = frameText[viewer.locale].conflict;
  const named = (types: readonly string[]) =>
    types.length === 0 ? t.allEvents : types.map((type) => t.types[type as EventType] ?? type).join(", ");
  const pairs: [string, string, string][] = [
    [t.url, endpoint.url, typedText(typed, "url")],
    [t.description, endpoint.description, typedText(typed, "description")],
    [t.events, named(endpoint.types), named(typedTypes(typed))],
    [t.active, yesNo(viewer, endpoint.active), yesNo(viewer, typedText(typed, "active") === "1")],
  ];
  return (
    <ConflictPanel
      viewer={viewer}
      fields={pairs.map(([label, theirs, yours]) => ({ label, theirs, yours, differs: theirs !== yours }))}
    >
      <LinkButton href={paths.webhookEdit(endpoint.id)}>{words.keepTheirs}</LinkButton>
      <Button variant="primary" form={FORM}>{words.keepYours}</Button>
    </ConflictPanel>
  );
}

function yesNo({ locale }: Viewer, yes: boolean): string {
  return text[locale].yesNo[yes ? "yes" : "no"];
}

function typedTypes({ types }: Typed): string[] {
  if (Array.isArray(types)) return types.map(String);
  return typeof types === "string" ? [types] : [];
}

/** The form's own shape of an endpoint that is saved. */
export function typedEndpoint({ url, description, types, active, version }: Endpoint): Typed {
  return { url, description, types, active: active ? "1" : "", version: String(version) };
}
