import type { AppointmentState } from "../../src/agenda/appointment.ts";
import type { Appointment, BusySlot } from "../../src/agenda/queries.ts";
import { localDateTime } from "../../src/lib/dates.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Chip, Code, type Tone } from "../components/status.tsx";
import type { Viewer } from "../viewer.ts";
import { agendaText } from "./text.ts";

const TONE = { arrived: "ready", cancelled: "closed" } as const satisfies Record<
  Exclude<AppointmentState, "planned">,
  Tone
>;

/** `10:00 a 10:30`. */
export function hours(
  viewer: Viewer,
  { startsAt, endsAt }: Pick<Appointment, "startsAt" | "endsAt">,
): string {
  const at = (instant: number) => localDateTime(instant, viewer.timeZone).slice(11);
  return agendaText[viewer.locale].from(at(startsAt), at(endsAt));
}

/** How it stands: one that is awaited for more than its whole time is late; of one that is still to come there is nothing to say. */
export function StateChip({ viewer, appointment }: { viewer: Viewer; appointment: Appointment }) {
  const text = agendaText[viewer.locale];
  const { state, endsAt } = appointment;
  if (state === "planned") {
    return endsAt < viewer.now ? <Chip small tone="waiting" label={text.late} /> : null;
  }
  return <Chip small tone={TONE[state]} label={text.states[state]} />;
}

interface CardProps {
  viewer: Viewer;
  appointment: Appointment;
  /** Where several technicians share a column. */
  named?: boolean;
}

export function AppointmentCard({ viewer, appointment, named }: CardProps) {
  const text = agendaText[viewer.locale];
  const { id, kind, name, order, technician, note } = appointment;
  return (
    <li class={`card board-card agenda-${appointment.state}`}>
      <span class="agenda-hours">{hours(viewer, appointment)}</span>
      <a class="row-link" href={paths.appointment(id)}>{name}</a>
      <span class="sub">
        {text.kinds[kind]}
        {order && (
          <>
            {" · "}
            <Code>{order.number}</Code>
          </>
        )}
        {named && ` · ${technician?.name ?? text.nobody}`}
      </span>
      {note !== "" && <span class="sub ellipsis" title={note}>{note}</span>}
      <StateChip viewer={viewer} appointment={appointment} />
    </li>
  );
}

/** What somebody may not see but must not book over. */
export function BusyCard({ viewer, slot }: { viewer: Viewer; slot: BusySlot }) {
  return (
    <li class="card board-card">
      <span class="agenda-hours">{hours(viewer, slot)}</span>
      <span class="sub">{agendaText[viewer.locale].busy}</span>
    </li>
  );
}

/** Says that they are here and goes on with what they come for. */
export function ArriveForm({ viewer, appointment, small }: CardProps & { small?: boolean }) {
  const text = agendaText[viewer.locale].page;
  const hint = appointment.order ? text.arriveHint.order : text.arriveHint.intake;
  return (
    <form method="post" action={paths.appointmentArrival(appointment.id)}>
      <CsrfField viewer={viewer} />
      <Button
        size={small ? "small" : undefined}
        variant={small ? undefined : "primary"}
        icon="user-check"
        title={hint}
        aria-label={`${text.arrived}: ${appointment.name}`}
      >
        {text.arrived}
      </Button>
    </form>
  );
}
