import type { Appointment } from "../../src/agenda/queries.ts";
import { paths } from "../../src/paths.ts";
import { Panel } from "../components/panel.tsx";
import { Badge, Code } from "../components/status.tsx";
import type { Viewer } from "../viewer.ts";
import { ArriveForm, hours, StateChip } from "./card.tsx";
import { agendaText } from "./text.ts";

/** Who comes today, on the counter's page; nothing on a day without appointments. */
export function TodayPanel(
  { viewer, appointments }: { viewer: Viewer; appointments: readonly Appointment[] },
) {
  const text = agendaText[viewer.locale];
  if (appointments.length === 0) return null;
  return (
    <Panel
      heading={text.todayHeading}
      headingId="today-heading"
      icon="calendar"
      flush
      actions={<Badge count={appointments.length} tone="new" />}
      footer={<a href={paths.agenda()}>{text.title}</a>}
    >
      <ul class="link-list" data-rows="">
        {appointments.map((one) => <TodayRow viewer={viewer} appointment={one} />)}
      </ul>
    </Panel>
  );
}

function TodayRow({ viewer, appointment }: { viewer: Viewer; appointment: Appointment }) {
  const text = agendaText[viewer.locale];
  const { id, name, kind, order, technician, state } = appointment;
  return (
    <li>
      <span class="grow">
        <a class="row-link" href={paths.appointment(id)}>
          <span class="agenda-hours">{hours(viewer, appointment)}</span> · {name}
        </a>
        <span class="sub">
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
      {state === "planned" && viewer.can("agenda.manage") && (
        <ArriveForm viewer={viewer} appointment={appointment} small />
      )}
    </li>
  );
}
