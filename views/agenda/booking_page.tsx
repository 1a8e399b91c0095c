import type { Opening } from "../../src/admin/opening.ts";
import { APPOINTMENT_KINDS } from "../../src/agenda/appointment.ts";
import type { ClientChoice } from "../../src/intakes/form_queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextArea, TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { ClientOptions } from "../intakes/client_part.tsx";
import { intakeText } from "../intakes/text.ts";
import { Layout } from "../layout.tsx";
import { WhoeverIsTold } from "../mail/telling.tsx";
import type { Viewer } from "../viewer.ts";
import { SlotFields } from "./slot_fields.tsx";
import { agendaText } from "./text.ts";

interface BookingPageProps {
  viewer: Viewer;
  typed: Typed;
  errors: FieldErrors;
  clients: ClientChoice;
  technicians: readonly { id: string; name: string }[];
  formKey: string;
  /** Of the branch. */
  opening: Opening;
}

export function BookingPage(props: BookingPageProps) {
  const { viewer, typed, errors, technicians, formKey, opening } = props;
  const text = agendaText[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <Layout viewer={viewer} title={text.book} section="agenda" width="narrow">
      <PageHeader title={text.book} back={{ href: paths.agenda(), label: text.title }} />
      <form class="stack" method="post" action={paths.newAppointment()} novalidate data-guard="">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={formKey} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <Who {...props} />
        <Panel heading={text.form.when} headingId="when-heading" icon="calendar">
          <ChipGroup
            {...field("kind")}
            choose="one"
            label={text.form.kind}
            required
            choices={APPOINTMENT_KINDS.map((value) => ({ value, label: text.kinds[value] }))}
            chosen={[typedText(typed, "kind")]}
          />
          <SlotFields viewer={viewer} typed={typed} errors={errors} technicians={technicians} />
          <p class="muted">{text.open(opening.from, opening.to)}</p>
          <TextArea {...field("note")} label={text.form.note} rows={2} maxlength={500} />
          <WhoeverIsTold viewer={viewer} silent={typedText(typed, "silent") !== ""} />
        </Panel>
        <div class="act-bar">
          <LinkButton variant="quiet" href={paths.agenda()}>{text.form.cancel}</LinkButton>
          <Button variant="primary" icon="check">{text.form.submit}</Button>
        </div>
      </form>
    </Layout>
  );
}

/** The client of an order, one of the book, or somebody with name and phone. */
function Who({ viewer, typed, errors, clients }: BookingPageProps) {
  const text = agendaText[viewer.locale].form;
  const field = fieldsOf({ viewer, typed, errors });
  const words = intakeText[viewer.locale].client;
  const order = (
    <TextInput
      {...field("order")}
      label={text.order}
      hint={text.orderHint}
      code
      maxlength={20}
    />
  );
  if (typedText(typed, "order") !== "") {
    return (
      <Panel heading={text.who} headingId="who-heading" icon="user">
        <input type="hidden" name="client_id" value={typedText(typed, "client_id")} />
        {order}
      </Panel>
    );
  }
  return (
    <Panel heading={text.who} headingId="who-heading" icon="user" class="intake-client">
      <div class="control-row">
        <TextInput
          viewer={viewer}
          name="client_query"
          label={words.query}
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
        <Button name="find" value="1" icon="search" formnovalidate class="no-script-only">
          {words.find}
        </Button>
      </div>
      <p class="hint">{text.newHint}</p>
      <ClientOptions viewer={viewer} clients={clients} error={errorOf(viewer, errors, "client_id")} />
      <div class="new-client columns">
        <TextInput {...field("name")} label={text.name} autocomplete="off" maxlength={120} required />
        <TextInput
          {...field("phone")}
          label={text.phone}
          type="tel"
          autocomplete="off"
          maxlength={40}
          required
        />
      </div>
      {order}
    </Panel>
  );
}
