import type { Opening } from "../../src/admin/opening.ts";
import { AGENDA_VIEWS, isOpenOn } from "../../src/agenda/calendar.ts";
import { type AgendaFilter, agendaQuery } from "../../src/agenda/filter.ts";
import type { Appointment, BusySlot } from "../../src/agenda/queries.ts";
import { dayOf, formatWeekday, nextDay } from "../../src/lib/dates.ts";
import { paths } from "../../src/paths.ts";
import { asset, BOARD_STYLE } from "../assets.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { DateInput, Select } from "../components/inputs.tsx";
import { FilterBar, Tabs } from "../components/list.tsx";
import { PageHeader } from "../components/panel.tsx";
import { Badge } from "../components/status.tsx";
import { CsvLink } from "../exports/link.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { AppointmentCard, BusyCard } from "./card.tsx";
import { agendaText } from "./text.ts";

interface Person {
  id: string;
  name: string;
}

export interface AgendaPageProps {
  viewer: Viewer;
  filter: AgendaFilter;
  /** Those shown, `YYYY-MM-DD`. */
  days: readonly string[];
  appointments: readonly Appointment[];
  /** What is taken by others that the viewer may not see. */
  busy: readonly BusySlot[];
  /** Everybody who may be given one. */
  technicians: readonly Person[];
  /** The branch's own, who have a column of the day also without any. */
  own: readonly Person[];
  opening: Opening;
}

/** The day, a column for each technician; or the week, a column for each day. */
export function AgendaPage(props: AgendaPageProps) {
  const { viewer, filter } = props;
  const text = agendaText[viewer.locale];
  const at = (change: Partial<AgendaFilter>) => paths.agenda(agendaQuery({ ...filter, ...change }));
  const step = filter.view === "week" ? 7 : 1;
  return (
    <Layout
      viewer={viewer}
      title={text.title}
      section="agenda"
      width="wide"
      head={<link rel="stylesheet" href={asset(BOARD_STYLE)} />}
    >
      <PageHeader
        title={text.title}
        lead={spanWords(props)}
        actions={viewer.can("agenda.manage") && (
          <LinkButton
            variant="primary"
            icon="plus"
            href={paths.newAppointment({ dia: filter.day, tecnico: filter.technician })}
          >
            {text.book}
          </LinkButton>
        )}
      />
      <div class="row apart">
        <Tabs
          label={text.title}
          tabs={AGENDA_VIEWS.map((view) => ({
            href: at({ view }),
            label: text.views[view],
            current: view === filter.view,
          }))}
        />
        <nav class="row" aria-label={text.day}>
          <LinkButton
            size="small"
            icon="chevron-left"
            href={at({ day: nextDay(filter.day, -step) })}
            data-key="a"
          >
            {text.earlier}
          </LinkButton>
          <LinkButton size="small" href={at({ day: dayOf(viewer.now, viewer.timeZone) })} data-key="h">
            {text.today}
          </LinkButton>
          <LinkButton
            size="small"
            iconEnd="chevron-right"
            href={at({ day: nextDay(filter.day, step) })}
            data-key="d"
          >
            {text.later}
          </LinkButton>
        </nav>
      </div>
      <FilterBar action={paths.agenda()} label={text.filters}>
        {filter.view === "week" && <input type="hidden" name="vista" value="semana" />}
        <DateInput viewer={viewer} name="dia" label={text.day} value={filter.day} />
        <Select
          viewer={viewer}
          name="tecnico"
          label={text.technician}
          empty={text.everybody}
          value={filter.technician}
          options={props.technicians.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Button icon="filter">{text.go}</Button>
      </FilterBar>
      <div class="board agenda">
        {columnsOf(props).map((column) => <Column viewer={viewer} {...column} />)}
      </div>
      <CsvLink viewer={viewer} list="agenda" query={agendaQuery(filter)} />
    </Layout>
  );
}

function spanWords({ viewer, filter, days, opening }: AgendaPageProps): string {
  const text = agendaText[viewer.locale];
  const [first = filter.day] = days;
  const hoursOf = isOpenOn(opening, filter.day) ? text.open(opening.from, opening.to) : text.closed;
  if (filter.view === "day") return `${formatWeekday(first, viewer.locale)} · ${hoursOf}`;
  return `${formatWeekday(first, viewer.locale)} – ${formatWeekday(days.at(-1) ?? first, viewer.locale)}`;
}

interface ColumnProps {
  heading: string;
  appointments: readonly Appointment[];
  busy: readonly BusySlot[];
  /** Where a new one begins. */
  book: { dia: string; tecnico: string };
  /** Its cards say whose they are. */
  named: boolean;
  today?: boolean;
}

function columnsOf(
  { viewer, filter, days, appointments, busy, technicians, own }: AgendaPageProps,
): ColumnProps[] {
  const text = agendaText[viewer.locale];
  if (filter.view === "week") {
    const today = dayOf(viewer.now, viewer.timeZone);
    return days.map((day) => ({
      heading: formatWeekday(day, viewer.locale, "short"),
      appointments: appointments.filter(({ startsAt, state }) =>
        dayOf(startsAt, viewer.timeZone) === day && state !== "cancelled"
      ),
      busy: busy.filter(({ startsAt }) => dayOf(startsAt, viewer.timeZone) === day),
      book: { dia: day, tecnico: filter.technician },
      named: filter.technician === "",
      today: day === today,
    }));
  }
  const taken = new Set([
    ...appointments.map(({ technician }) => technician?.id),
    ...busy.map(({ technicianId }) => technicianId),
  ]);
  const people = filter.technician === ""
    ? technicians.filter(({ id }) => taken.has(id) || own.some((one) => one.id === id))
    : technicians.filter(({ id }) => id === filter.technician);
  const columns = people.map(({ id, name }) => ({
    heading: name,
    appointments: appointments.filter(({ technician }) => technician?.id === id),
    busy: busy.filter(({ technicianId }) => technicianId === id),
    book: { dia: filter.day, tecnico: id },
    named: false,
  }));
  const isOther = (technician: string | null | undefined) => people.every(({ id }) => id !== technician);
  const rest = {
    heading: text.nobody,
    appointments: appointments.filter(({ technician }) => isOther(technician?.id)),
    busy: busy.filter(({ technicianId }) => isOther(technicianId)),
    book: { dia: filter.day, tecnico: "" },
    named: false,
  };
  return filter.technician === "" ? [...columns, rest] : columns;
}

function Column(
  { viewer, heading, appointments, busy, book, named, today }: ColumnProps & { viewer: Viewer },
) {
  const text = agendaText[viewer.locale];
  const cards = [
    ...appointments.map((one) => ({
      at: one.startsAt,
      card: <AppointmentCard viewer={viewer} appointment={one} named={named} />,
    })),
    ...busy.map((one) => ({ at: one.startsAt, card: <BusyCard viewer={viewer} slot={one} /> })),
  ].sort((one, other) => one.at - other.at);
  return (
    <section class={today ? "board-column agenda-today" : "board-column"} aria-label={heading}>
      <header>
        <h2>{heading}</h2>
        {cards.length > 0 && <Badge count={cards.length} />}
        {viewer.can("agenda.manage") && (
          <a
            class="button quiet small"
            href={paths.newAppointment(book)}
            aria-label={`${text.book}: ${heading}`}
          >
            <Icon name="plus" size={16} />
          </a>
        )}
      </header>
      {cards.length === 0
        ? <p class="muted agenda-none">{text.none}</p>
        : (
          <ul class="stack tight" data-rows="">
            {cards.map(({ card }) => card)}
          </ul>
        )}
    </section>
  );
}
