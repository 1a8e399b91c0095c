import { CLIENT_KINDS, CONTACT_KINDS } from "../../src/clients/client.ts";
import { PREFERRED_CHANNELS } from "../../src/clients/consent.ts";
import type { ClientPage, Duplicate } from "../../src/clients/queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedList, typedText } from "../../src/lib/form.ts";
import { LOCALES } from "../../src/lib/locale.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select, TextArea, TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { RepeatGroup } from "../components/repeat.tsx";
import { Notice } from "../components/status.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { ConsentFields } from "./consent_fields.tsx";
import { clientDifferences } from "./differences.ts";
import { text } from "./text.ts";

const FORM = "client-form";

interface NewClientProps {
  viewer: Viewer;
  typed: Typed;
  errors?: FieldErrors;
  /** Clients that may be the same; the form then offers to save anyway. */
  duplicates?: readonly Duplicate[];
}

export function NewClientPage({ viewer, typed, errors = {}, duplicates = [] }: NewClientProps) {
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.add} section="clients" width="narrow">
      <PageHeader title={t.add} back={{ href: paths.clients(), label: t.title }} />
      <form method="post" action={paths.newClient()} id={FORM} class="stack" data-guard="">
        <EnterSaves />
        <input type="hidden" name="form_key" value={typedText(typed, "form_key")} />
        {duplicates.length > 0 && <Duplicates viewer={viewer} duplicates={duplicates} />}
        <ClientFields viewer={viewer} typed={typed} errors={errors} />
        <FormEnd viewer={viewer} label={t.create} cancel={paths.clients()} />
      </form>
    </Layout>
  );
}

interface EditClientProps {
  viewer: Viewer;
  client: ClientPage;
  typed: Typed;
  errors?: FieldErrors;
  /** Somebody saved `client` while `typed` was being written. */
  conflict?: boolean;
}

export function EditClientPage({ viewer, client, typed, errors = {}, conflict = false }: EditClientProps) {
  const t = text[viewer.locale];
  const version = conflict ? String(client.version) : typedText(typed, "version");
  return (
    <Layout viewer={viewer} title={t.editTitle(client.name)} section="clients" width="narrow">
      <PageHeader
        title={t.editTitle(client.name)}
        back={{ href: paths.client(client.id), label: client.name }}
      />
      {conflict && <ClientConflict viewer={viewer} client={client} typed={typed} />}
      <form method="post" action={paths.clientEdit(client.id)} id={FORM} class="stack" data-guard="">
        <EnterSaves />
        <input type="hidden" name="version" value={version} />
        <ClientFields viewer={viewer} typed={typed} errors={errors} />
        <FormEnd viewer={viewer} label={t.save} cancel={paths.client(client.id)} />
      </form>
    </Layout>
  );
}

function ClientConflict({ viewer, client, typed }: { viewer: Viewer; client: ClientPage; typed: Typed }) {
  const words = frameText[viewer.locale].conflict;
  return (
    <ConflictPanel viewer={viewer} fields={clientDifferences(viewer.locale, { client, typed })}>
      <LinkButton href={paths.client(client.id)}>{words.keepTheirs}</LinkButton>
      <Button variant="primary" form={FORM}>{words.keepYours}</Button>
    </ConflictPanel>
  );
}

function Duplicates({ viewer, duplicates }: { viewer: Viewer; duplicates: readonly Duplicate[] }) {
  const t = text[viewer.locale];
  return (
    <Notice tone="waiting" title={t.duplicatesTitle}>
      <div class="stack tight">
        <p>{t.duplicatesText}</p>
        <ul>
          {duplicates.map((one) => (
            <li>
              <a href={paths.client(one.id)}>{one.name}</a>
              {one.document && ` · ${one.document}`} ·{" "}
              {one.matches.map((match) => t.matches[match]).join(", ")}
            </li>
          ))}
        </ul>
        <Button name="is_another" value="1" icon="user-plus">{t.isAnother}</Button>
      </div>
    </Notice>
  );
}

interface FieldsProps {
  viewer: Viewer;
  typed: Typed;
  errors: FieldErrors;
}

function ClientFields({ viewer, typed, errors }: FieldsProps) {
  const t = text[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <>
      <CsrfField viewer={viewer} />
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <Panel aria-label={t.facts}>
        <ChipGroup
          viewer={viewer}
          choose="one"
          name="kind"
          label={t.kind}
          hideLabel
          choices={CLIENT_KINDS.map((kind) => ({
            value: kind,
            label: t.kinds[kind],
            icon: kind === "person" ? "user" : "building-2",
          }))}
          chosen={[typedText(typed, "kind") || "person"]}
          error={errorOf(viewer, errors, "kind")}
        />
        <TextInput {...field("name")} label={t.name} required maxlength={120} autocomplete="off" />
        <div class="columns">
          <TextInput
            {...field("document")}
            label={t.document}
            hint={t.documentHint}
            maxlength={40}
            autocomplete="off"
          />
          <Select
            {...field("locale")}
            label={t.language}
            hint={t.languageHint}
            options={LOCALES.map((locale) => ({ value: locale, label: t.languages[locale] }))}
          />
        </div>
      </Panel>
      <Panel heading={t.contacts} headingId="contacts">
        <Contacts viewer={viewer} typed={typed} errors={errors} />
      </Panel>
      <Panel heading={t.telling} headingId="telling">
        <ChipGroup
          viewer={viewer}
          choose="one"
          name="channel"
          label={t.channel}
          hint={t.channelHint}
          choices={PREFERRED_CHANNELS.map((value) => ({ value, label: t.channels[value] }))}
          chosen={[typedText(typed, "channel")]}
          error={errorOf(viewer, errors, "channel")}
        />
        <div class="columns three">
          <ConsentFields viewer={viewer} typed={typed} errors={errors} />
        </div>
        <p class="hint">{t.consentHint}</p>
      </Panel>
      <Panel aria-label={t.notes}>
        <TextInput {...field("address")} label={t.address} maxlength={200} autocomplete="off" />
        <TextArea {...field("notes")} label={t.notes} hint={t.notesHint} maxlength={2000} />
      </Panel>
    </>
  );
}

function Contacts({ viewer, typed, errors }: FieldsProps) {
  const t = text[viewer.locale];
  return (
    <>
      <p class="hint">{t.contactHint}</p>
      <RepeatGroup
        viewer={viewer}
        name="contacts"
        count={typedList(typed, "contacts").length}
        max={10}
        entryLabel={t.contact}
        addLabel={t.addContact}
        entry={(index) => (
          <div class="columns">
            <Select
              viewer={viewer}
              name={`contacts.${index}.kind`}
              label={t.contactKind}
              options={CONTACT_KINDS.map((kind) => ({ value: kind, label: t.contactKinds[kind] }))}
              value={typedText(typed, `contacts.${index}.kind`)}
            />
            <TextInput
              viewer={viewer}
              name={`contacts.${index}.value`}
              label={t.contactValue}
              value={typedText(typed, `contacts.${index}.value`)}
              error={errorOf(viewer, errors, `contacts.${index}.value`)}
              maxlength={254}
              autocomplete="off"
            />
          </div>
        )}
      />
    </>
  );
}

function FormEnd({ viewer, label, cancel }: { viewer: Viewer; label: string; cancel: string }) {
  return (
    <div class="act-bar">
      <LinkButton href={cancel} variant="quiet">{text[viewer.locale].cancel}</LinkButton>
      <Button variant="primary" icon="save">{label}</Button>
    </div>
  );
}

/** Enter presses a form's first button, which otherwise would be one that removes a contact. */
function EnterSaves() {
  return <button type="submit" class="visually-hidden" tabindex={-1} aria-hidden="true"></button>;
}
