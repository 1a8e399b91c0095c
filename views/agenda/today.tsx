import type { Appointment } from "../../src/agenda/queries.ts";
import { paths } from "../../src/paths.ts";
import { LinkButton } from "../components/button.tsx";
import { Panel } from "../components/panel.tsx";
import { Badge, Code } from "../components/status.tsx";
import type { Viewer } from "../viewer.ts";
import { ArriveForm, hours, StateChip } from "./card.tsx";
import { agendaText } from "./text.ts";

/** Who comes today, on the counter's page. */
export function TodayPanel(
  { viewer, appointments }: { viewer: Viewer; appointments: readonly Appointment[] },
) {
  const text = agendaText[viewer.locale];
  return (
    <Panel
      heading={text.todayHeading}
      headingId="today-heading"
      icon="calendar"
      flush
      actions={
        <>
          {appointments.length > 0 && <Badge count={appointments.length} tone="new" />}
          {viewer.can("agenda.manage") && (
            <LinkButton size="small" variant="quiet" icon="plus" href={paths.newAppointment()}>
              {text.book}
            </LinkButton>
          )}
        </>
      }
      footer={<a href={paths.agenda()}>{text.title}</a>}
    >
      {appointments.length === 0
        ? <p class="muted panel-note">{text.noneToday}</p>
        : (
          <ul class="link-list" data-rows="">
            {appointments.map((one) => <TodayRow viewer={viewer} appointment={one} />)}
          </ul>
        )}
    </Panel>
  );
}

function TodayRow({ viewer, appointment }: { viewer: Viewer; appointment: Appointment }) {
  const text = agendaText[viewer.locale];
  const { id, name, kind, order, technician, state } = appointment;
  return (
    <li>
      <span class="grow">
        <a class="row-link" href={paths.appointment(id)}>{hours(viewer, appointment)} · {name}</a>
        <span class="queue-note sub">
          <span>
            {text.kinds[kind]}
            {order && (
              <>
                {" "}
                <Code>{order.number}</Code>
              </>
            )}
            {technician && ` · ${technician.name}`}
          </span>
          <StateChip viewer={viewer} appointment={appointment} />
        </span>
      </span>
      {state === "planned" && viewer.can("agenda.manage") && (
        <ArriveForm viewer={viewer} appointment={appointment} small />
      )}
    </li>
  );
}
