import { CONSENT_CHANNELS, type ConsentChannel, PREFERRED_CHANNELS } from "../../src/clients/consent.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { LOCALES } from "../../src/lib/locale.ts";
import type { ClientChoice } from "../../src/intakes/form_queries.ts";
import { NEW_CLIENT } from "../../src/intakes/intake.ts";
import type { ClientOption, RecentOrder } from "../../src/intakes/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { Checkbox } from "../components/choices.tsx";
import { FieldNotes } from "../components/field.tsx";
import { Icon } from "../components/icon.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { Code } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import { errorOf, fieldsOf } from "../errors/fields.ts";
import { ConsentFields } from "../clients/consent_fields.tsx";
import { text as clientText } from "../clients/text.ts";
import { StatusChip } from "../orders/status.tsx";
import { preintakeText } from "../preintakes/text.ts";
import type { Viewer } from "../viewer.ts";
import { intakeText } from "./text.ts";

interface ClientPartProps {
  viewer: Viewer;
  typed: Typed;
  errors: FieldErrors;
  clients: ClientChoice;
}

/** Who brings the devices: found in place, or created in place. */
export function ClientPart({ viewer, typed, errors, clients }: ClientPartProps) {
  const t = intakeText[viewer.locale].client;
  return (
    <Panel
      heading={t.heading}
      headingId="intake-client"
      icon="user"
      class="intake-client"
      data-check-group=""
    >
      <div class="control-row">
        <TextInput
          viewer={viewer}
          name="client_query"
          label={t.query}
          type="search"
          value={clients.query}
          autocomplete="off"
          maxlength={120}
          attributes={{
            autofocus: clients.chosen === "",
            "hx-get": paths.intakeClients(),
            "hx-trigger": "input changed delay:180ms, search",
            "hx-include": "#client-options",
            "hx-target": "#client-options",
            "hx-sync": "this:replace",
          }}
        />
        <Button name="find" value="1" icon="search" formnovalidate class="no-script-only">{t.find}</Button>
      </div>
      <ClientOptions viewer={viewer} clients={clients} error={errorOf(viewer, errors, "client_id")} />
      <NewClient viewer={viewer} typed={typed} errors={errors} clients={clients} />
    </Panel>
  );
}

interface ClientOptionsProps {
  viewer: Viewer;
  clients: ClientChoice;
  error?: string;
}

/** The radio buttons: the chosen one, those that match, and a new one. Answers `GET /ingresos/clientes`. */
export function ClientOptions({ viewer, clients, error }: ClientOptionsProps) {
  const t = intakeText[viewer.locale].client;
  const { query, chosen, found, alike } = clients;
  return (
    <fieldset
      class="field client-options"
      id="client-options"
      aria-describedby={error && "f-client_id-error"}
    >
      <legend class="visually-hidden">{t.options}</legend>
      <div aria-live="polite" class="visually-hidden">
        {query.trim().length >= 2 && found.length === 0 ? t.nobody(query) : ""}
      </div>
      {found.map((client) => <KnownClient viewer={viewer} client={client} checked={client.id === chosen} />)}
      {alike.length > 0 && (
        <div class="notice tone-waiting">
          <div class="stack">
            <p>{preintakeText[viewer.locale].maybeKnown}</p>
            {alike.map((client) => <KnownClient viewer={viewer} client={client} checked={false} />)}
          </div>
        </div>
      )}
      {query.trim().length >= 2 && found.length === 0 && <p class="hint">{t.nobody(query)}</p>}
      {query.trim().length < 2 && found.length === 0 && <p class="hint">{t.hint}</p>}
      <label class="option">
        <input
          type="radio"
          name="client_id"
          id="f-client_id"
          value={NEW_CLIENT}
          checked={chosen === NEW_CLIENT}
        />
        <span class="option-card">
          <strong>
            <Icon name="user-plus" /> {t.create}
          </strong>
          <span class="sub">{t.createNote}</span>
        </span>
      </label>
      {found.length > 0 && (
        <Button name="find" value="1" icon="smartphone" formnovalidate class="no-script-only">
          {t.showDevices}
        </Button>
      )}
      <FieldNotes id="f-client_id" error={error} />
    </fieldset>
  );
}

function KnownClient(
  { viewer, client, checked }: { viewer: Viewer; client: ClientOption; checked: boolean },
) {
  const t = intakeText[viewer.locale].client;
  return (
    <label class="option">
      <input
        type="radio"
        name="client_id"
        value={client.id}
        checked={checked}
        data-client={client.name}
      />
      <span class="option-card">
        <strong>{client.name}</strong>
        <span class="sub">
          {[...client.contacts, client.document].filter((one) => one !== "").join(" · ")}
        </span>
        {client.orders.length === 0 && <span class="sub">{t.noOrders}</span>}
        {client.orders.map((order) => <OrderLine viewer={viewer} order={order} />)}
      </span>
    </label>
  );
}

export function OrderLine({ viewer, order }: { viewer: Viewer; order: RecentOrder }) {
  return (
    <span class="order-line">
      <Code>{order.number}</Code>
      <span class="grow">{order.device}</span>
      <StatusChip viewer={viewer} status={order.status} small />
      <span class="sub">
        <TimeAgo viewer={viewer} at={order.receivedAt} />
      </span>
    </span>
  );
}

function NewClient({ viewer, typed, errors, clients }: ClientPartProps) {
  const t = intakeText[viewer.locale].client;
  const field = fieldsOf({ viewer, typed, errors });
  const look = {
    "hx-get": paths.intakeDuplicates(),
    "hx-trigger": "change",
    "hx-include": "closest .intake-client",
    "hx-target": "#client-duplicates",
    "hx-sync": "this:replace",
  };
  return (
    <>
      <div class="new-client stack">
        <TextInput {...field("client.name")} label={t.name} required autocomplete="off" maxlength={120} />
        <input type="hidden" name="client.contacts.0.kind" value="phone" />
        <TextInput
          {...field("client.contacts.0.value")}
          label={t.phone}
          type="tel"
          autocomplete="off"
          attributes={look}
        />
        <input type="hidden" name="client.contacts.1.kind" value="email" />
        <TextInput
          {...field("client.contacts.1.value")}
          label={t.email}
          type="email"
          autocomplete="off"
          attributes={look}
        />
        <div class="field-pair">
          <TextInput {...field("client.document")} label={t.document} autocomplete="off" attributes={look} />
          <Select
            {...field("client.locale")}
            value={typedText(typed, "client.locale") || viewer.locale}
            label={t.language}
            options={LOCALES.map((locale) => ({ value: locale, label: t.languages[locale] }))}
          />
        </div>
        <Select
          {...field("client.channel")}
          label={clientText[viewer.locale].channel}
          options={PREFERRED_CHANNELS.map((value) => ({
            value,
            label: clientText[viewer.locale].channels[value],
          }))}
        />
        <details class="terms" open={CONSENT_CHANNELS.some((one) => answered(typed, one))}>
          <summary>
            <Icon name="chevron-down" size={16} />
            <span>{clientText[viewer.locale].consents}</span>
          </summary>
          <div class="stack">
            <ConsentFields viewer={viewer} typed={typed} errors={errors} prefix="client." />
          </div>
        </details>
        <Checkbox
          viewer={viewer}
          name="client.kind"
          value="company"
          label={t.company}
          checked={typedText(typed, "client.kind") === "company"}
        />
      </div>
      <ClientDuplicates
        viewer={viewer}
        duplicates={clients.duplicates}
        accepted={typedText(typed, "duplicate_ok") !== ""}
        error={errorOf(viewer, errors, "duplicate_ok")}
      />
    </>
  );
}

function answered(typed: Typed, channel: ConsentChannel): boolean {
  return !["", "unasked"].includes(typedText(typed, `client.consents.${channel}`));
}

interface ClientDuplicatesProps {
  viewer: Viewer;
  duplicates: readonly ClientOption[];
  accepted: boolean;
  error?: string;
}

/** Who the new client may already be; choosing one of them replaces the new one. Answers `GET /ingresos/duplicados`. */
export function ClientDuplicates({ viewer, duplicates, accepted, error }: ClientDuplicatesProps) {
  const t = intakeText[viewer.locale].client;
  return (
    <div id="client-duplicates" aria-live="polite">
      {duplicates.length > 0 && (
        <div class="notice tone-waiting">
          <div class="stack">
            <p class="notice-title">{t.maybeKnown}</p>
            <p>{t.maybeKnownText}</p>
            {duplicates.map((client) => <KnownClient viewer={viewer} client={client} checked={false} />)}
            <Checkbox
              viewer={viewer}
              name="duplicate_ok"
              label={t.another}
              checked={accepted}
              error={error}
            />
          </div>
        </div>
      )}
    </div>
  );
}
