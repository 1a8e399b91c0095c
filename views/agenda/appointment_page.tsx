import { MINUTE } from "../../src/agenda/appointment.ts";
import type { Appointment, AppointmentEvent } from "../../src/agenda/queries.ts";
import type { Plan } from "../../src/mail/plan.ts";
import type { OrderMessage } from "../../src/mail/queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { dayOf, formatDateTime, formatWeekday, localDateTime } from "../../src/lib/dates.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextArea } from "../components/inputs.tsx";
import { Timeline } from "../components/list.tsx";
import { DescriptionList, PageHeader, Panel } from "../components/panel.tsx";
import { Code, Notice } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import { fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { TellingPart } from "../mail/telling.tsx";
import { MailsPanel } from "../orders/mails.tsx";
import type { Viewer } from "../viewer.ts";
import { ArriveForm, hours, StateChip } from "./card.tsx";
import { SlotFields } from "./slot_fields.tsx";
import { agendaText } from "./text.ts";

interface AppointmentPageProps {
  viewer: Viewer;
  appointment: Appointment & { events: AppointmentEvent[]; mails: OrderMessage[] };
  technicians: readonly { id: string; name: string }[];
  /** Who hears of another time, and that nobody needs to come; null of whom nobody writes to. */
  plans: { moved: Plan | null; cancelled: Plan | null };
  /** The form that moves it as it came back; `changed`: somebody moved it meanwhile. */
  moving?: { typed: Typed; errors: FieldErrors; changed?: boolean };
  cancelling?: { typed: Typed; errors: FieldErrors };
}

export function AppointmentPage(props: AppointmentPageProps) {
  const { viewer, appointment } = props;
  const text = agendaText[viewer.locale];
  const { kind, name, state } = appointment;
  const day = dayOf(appointment.startsAt, viewer.timeZone);
  const acts = viewer.can("agenda.manage") && state === "planned";
  return (
    <Layout viewer={viewer} title={text.page.title(text.kinds[kind], name)} section="agenda" width="narrow">
      <PageHeader
        title={text.page.title(text.kinds[kind], name)}
        aside={<StateChip viewer={viewer} appointment={appointment} />}
        lead={`${formatWeekday(day, viewer.locale)}, ${hours(viewer, appointment)}`}
        back={{ href: paths.agenda(`?dia=${day}`), label: text.title }}
        actions={acts
          ? <ArriveForm viewer={viewer} appointment={appointment} />
          : state === "arrived" && appointment.order === null && viewer.can("intakes.create") && (
            <LinkButton icon="plus" href={paths.appointmentIntake(appointment.id)}>
              {text.page.openIntake}
            </LinkButton>
          )}
      />
      <Panel>
        <Facts viewer={viewer} appointment={appointment} />
        {acts && appointment.clientId && viewer.can("tracking.manage") && (
          <p class="row">
            <LinkButton
              size="small"
              icon="link"
              href={`${paths.client(appointment.clientId)}#preintake-panel`}
              title={text.page.preintakeHint}
            >
              {text.page.preintake}
            </LinkButton>
          </p>
        )}
      </Panel>
      {acts && <MovePanel {...props} />}
      {acts && <CancelPanel {...props} />}
      {(appointment.clientId !== null || appointment.mails.length > 0) && (
        <MailsPanel viewer={viewer} messages={appointment.mails} />
      )}
      <Panel heading={text.page.story} headingId="story-heading" icon="history">
        <Timeline
          label={text.page.story}
          entries={appointment.events.map((event) => ({
            icon: "calendar",
            actor: event.by,
            time: <TimeAgo viewer={viewer} at={event.at} />,
            title: text.history[event.kind](
              event.startsAt === null ? "" : formatDateTime(event.startsAt, viewer),
            ),
          }))}
        />
      </Panel>
    </Layout>
  );
}

function Facts({ viewer, appointment }: { viewer: Viewer; appointment: Appointment }) {
  const text = agendaText[viewer.locale];
  const { clientId, name, phone, order, technician, note, cancelReason } = appointment;
  return (
    <DescriptionList
      facts={[
        { term: text.page.who, value: clientId ? <a href={paths.client(clientId)}>{name}</a> : name },
        { term: text.page.phone, value: phone && <a href={`tel:${phone}`}>{phone}</a> },
        {
          term: text.page.order,
          value: order && (
            <a href={paths.order(order.number)}>
              <Code>{order.number}</Code>
            </a>
          ),
        },
        { term: text.technician, value: technician?.name ?? text.nobody },
        { term: text.page.note, value: note, wide: true },
        { term: text.page.reason, value: cancelReason, wide: true },
      ]}
    />
  );
}

function MovePanel({ viewer, appointment, technicians, plans, moving }: AppointmentPageProps) {
  const text = agendaText[viewer.locale].page;
  const { errors = {}, changed = false } = moving ?? {};
  const typed = moving?.typed ?? typedSlot(viewer, appointment);
  return (
    <Panel heading={text.move} headingId="move-heading" icon="calendar">
      {changed && (
        <Notice tone="problem">
          <p>{text.changed}</p>
        </Notice>
      )}
      <form class="stack" method="post" action={paths.appointmentMove(appointment.id)}>
        <CsrfField viewer={viewer} />
        <input
          type="hidden"
          name="version"
          value={changed ? String(appointment.version) : typedText(typed, "version")}
        />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <SlotFields viewer={viewer} typed={typed} errors={errors} technicians={technicians} />
        <TellingPart
          viewer={viewer}
          plan={plans.moved}
          silent={typedText(typed, "silent") !== ""}
          id="moved-silent"
        />
        <div class="row end">
          <Button icon="save">{text.saveMove}</Button>
        </div>
      </form>
    </Panel>
  );
}

function CancelPanel({ viewer, appointment, plans, cancelling }: AppointmentPageProps) {
  const text = agendaText[viewer.locale].page;
  const field = fieldsOf({ viewer, typed: cancelling?.typed, errors: cancelling?.errors ?? {} });
  return (
    <Panel heading={text.cancelHeading} headingId="cancel-heading" icon="ban">
      <form class="stack" method="post" action={paths.appointmentCancel(appointment.id)}>
        <CsrfField viewer={viewer} />
        <TextArea {...field("reason")} label={text.cancelReason} rows={2} maxlength={300} required />
        <TellingPart
          viewer={viewer}
          plan={plans.cancelled}
          silent={typedText(cancelling?.typed, "silent") !== ""}
          id="cancelled-silent"
        />
        <div class="row end">
          <Button variant="danger" icon="ban">{text.cancelSubmit}</Button>
        </div>
      </form>
    </Panel>
  );
}

/** The form's own shape of what is saved. */
function typedSlot(viewer: Viewer, { startsAt, endsAt, technician, version }: Appointment): Typed {
  return {
    starts: localDateTime(startsAt, viewer.timeZone),
    minutes: String((endsAt - startsAt) / MINUTE),
    technician_id: technician?.id ?? "",
    version: String(version),
  };
}
