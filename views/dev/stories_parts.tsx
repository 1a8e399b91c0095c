import { Button, LinkButton } from "../components/button.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { Excerpt } from "../components/excerpt.tsx";
import { Icon } from "../components/icon.tsx";
import { ICONS } from "../components/icons.ts";
import { FilterBar, Pager, SearchBar, Tabs, Timeline } from "../components/list.tsx";
import { TextInput } from "../components/inputs.tsx";
import { ConfirmForm, Dialog, Menu, MenuButton, MenuLink } from "../components/menu.tsx";
import {
  Card,
  DescriptionList,
  EmptyState,
  Fieldset,
  PageHeader,
  Panel,
  StatCard,
} from "../components/panel.tsx";
import { PhoneLink } from "../components/phone.tsx";
import { SearchOptions } from "../components/search.tsx";
import { Badge, Chip, Code, Notice, OnChip, TONES } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { DateText, DateTimeText, Money, TimeAgo } from "../components/time.tsx";
import { Toast } from "../components/toast.tsx";
import { say, type Story } from "./story.ts";

const HOUR = 3_600_000;
const ORDERS = [
  { number: "S01-000052", device: "Samsung Galaxy A54", minor: 48_500_00 },
  { number: "S01-000051", device: "Lenovo IdeaPad 3", minor: 0 },
];
const ICON_NAMES = Object.keys(ICONS) as (keyof typeof ICONS)[];

/** What is read, and the frames around it. */
export const PART_STORIES: readonly Story[] = [
  {
    of: "Icon",
    states: () =>
      ICON_NAMES.map((name) => (
        <span title={name}>
          <Icon name={name} />
        </span>
      )),
  },
  {
    of: "Chip",
    states: (viewer) => [
      ...TONES.map((tone) => <Chip tone={tone} label={say(viewer, "En reparación", "Repairing")} />),
      <Chip tone="ready" label={say(viewer, "Chico", "Small")} small icon="check" />,
    ],
  },
  {
    of: "OnChip",
    states: (viewer) =>
      [true, false].map((on) => (
        <OnChip on={on} words={{ on: say(viewer, "En uso", "In use"), off: say(viewer, "Apagada", "Off") }} />
      )),
  },
  {
    of: "Badge",
    states: (
      viewer,
    ) => [
      <Badge count={3} />,
      <Badge count={12} tone="problem" label={say(viewer, "por avisar", "to tell")} />,
    ],
  },
  { of: "Code", states: () => [<Code>S01-000052</Code>, <Code tag>S01</Code>] },
  {
    of: "Notice",
    states: (viewer) =>
      TONES.map((tone) => (
        <Notice tone={tone} title={tone}>
          {say(viewer, "La impresora no responde.", "The printer does not answer.")}
        </Notice>
      )),
  },
  {
    of: "TimeAgo",
    states: (viewer) =>
      [0, 2, 30, 900].map((hours) => <TimeAgo viewer={viewer} at={viewer.now - hours * HOUR} />),
  },
  { of: "DateText", states: (viewer) => [<DateText viewer={viewer} at={viewer.now} />] },
  { of: "DateTimeText", states: (viewer) => [<DateTimeText viewer={viewer} at={viewer.now} />] },
  {
    of: "Money",
    states: (viewer) => [48_500_00, -1_250, 0].map((minor) => <Money viewer={viewer} minor={minor} />),
  },
  { of: "PhoneLink", states: () => [<PhoneLink display="+54 11 4321-0000" />] },
  {
    of: "Excerpt",
    states: (
      viewer,
    ) => [
      <Excerpt
        length={24}
        text={say(
          viewer,
          "Se volcó café sobre el teclado y no enciende",
          "Coffee was spilt over the keyboard and it is dead",
        )}
      />,
    ],
  },
  {
    of: "Panel",
    states: (viewer) => [
      <Panel
        heading={say(viewer, "Pagos", "Payments")}
        icon="wallet"
        actions={<Button size="small">+</Button>}
        footer={say(viewer, "Saldo: 0", "Balance: 0")}
      >
        {say(viewer, "Contenido", "Content")}
      </Panel>,
    ],
  },
  { of: "Card", states: (viewer) => [<Card>{say(viewer, "Contenido", "Content")}</Card>] },
  {
    of: "Fieldset",
    states: (viewer) => [
      <Fieldset
        legend={say(viewer, "Cliente", "Client")}
        hint={say(viewer, "Quién lo trae", "Who brings it")}
      >
        <TextInput viewer={viewer} name="s-fieldset" label={say(viewer, "Nombre", "Name")} />
      </Fieldset>,
    ],
  },
  {
    of: "PageHeader",
    states: (viewer) => [
      <PageHeader
        title="S01-000052"
        aside={<Chip tone="active" label={say(viewer, "En reparación", "Repairing")} />}
        lead="Samsung Galaxy A54"
        back={{ href: "#PageHeader", label: say(viewer, "Órdenes", "Orders") }}
        actions={<Button variant="primary">{say(viewer, "Entregar", "Deliver")}</Button>}
      />,
    ],
  },
  {
    of: "EmptyState",
    states: (viewer) => [
      <EmptyState
        icon="inbox"
        title={say(viewer, "Nada por aquí", "Nothing here")}
        action={<LinkButton href="#EmptyState">{say(viewer, "Nuevo ingreso", "New intake")}</LinkButton>}
      >
        {say(viewer, "Las órdenes aparecen con el primer ingreso.", "Orders appear with the first intake.")}
      </EmptyState>,
    ],
  },
  {
    of: "StatCard",
    states: (viewer) => [
      <div class="stats">
        <StatCard
          label={say(viewer, "Para retirar", "To pick up")}
          value="3"
          tone="ready"
          icon="check"
          href="#StatCard"
          note={say(viewer, "hoy", "today")}
        />
        <StatCard label={say(viewer, "Vencidas", "Overdue")} value="12" tone="problem" />
      </div>,
    ],
  },
  {
    of: "DescriptionList",
    states: (viewer) => [
      <DescriptionList
        facts={[{ term: say(viewer, "Equipo", "Device"), value: "Samsung Galaxy A54" }, {
          term: say(viewer, "Falla", "Fault"),
          value: say(viewer, "No enciende", "Does not turn on"),
          wide: true,
        }]}
      />,
    ],
  },
  {
    of: "DataTable",
    states: (viewer) => [
      <Panel flush heading={say(viewer, "Órdenes", "Orders")}>
        <DataTable
          viewer={viewer}
          caption={say(viewer, "Órdenes", "Orders")}
          rows={ORDERS}
          href={() => "#DataTable"}
          columns={[
            { label: say(viewer, "Orden", "Order"), cell: ({ number }) => <Code>{number}</Code> },
            {
              label: say(viewer, "Equipo", "Device"),
              cell: ({ device }) => device,
              sort: { href: "#DataTable", direction: "ascending" },
            },
            {
              label: say(viewer, "Saldo", "Balance"),
              numeric: true,
              cell: ({ minor }) => <Money viewer={viewer} minor={minor} />,
            },
          ]}
        />
      </Panel>,
      <DataTable
        viewer={viewer}
        caption=""
        rows={[]}
        columns={[]}
        empty={<EmptyState icon="inbox" title={say(viewer, "Sin órdenes", "No orders")} />}
      />,
    ],
  },
  {
    of: "Pager",
    states: (
      viewer,
    ) => [
      <Pager viewer={viewer} newer="#Pager" older="#Pager" />,
      <Pager viewer={viewer} newer={null} older="#Pager" />,
    ],
  },
  {
    of: "Tabs",
    states: (viewer) => [
      <Tabs
        label={say(viewer, "Órdenes", "Orders")}
        tabs={[
          { href: "#Tabs", label: say(viewer, "Todas", "All"), current: true },
          { href: "#Tabs", label: say(viewer, "Abiertas", "Open"), count: 27, icon: "clock" },
        ]}
      />,
    ],
  },
  {
    of: "FilterBar",
    states: (viewer) => [
      <FilterBar action="#FilterBar" label={say(viewer, "Filtrar", "Filter")}>
        <TextInput viewer={viewer} name="q" id="s-filter" label={say(viewer, "Texto", "Text")} />
        <Button>{say(viewer, "Filtrar", "Filter")}</Button>
      </FilterBar>,
    ],
  },
  {
    of: "SearchBar",
    states: (viewer) => [
      <SearchBar
        viewer={viewer}
        action="#SearchBar"
        id="s-search"
        label={say(viewer, "Buscar clientes", "Search clients")}
        act={say(viewer, "Buscar", "Search")}
        q=""
        hint={say(viewer, "Nombre o teléfono", "Name or phone")}
        target="#SearchBar"
      />,
    ],
  },
  {
    of: "Timeline",
    states: (viewer) => [
      <Timeline
        label={say(viewer, "Historial", "History")}
        entries={TONES.map((tone) => ({
          title: say(viewer, "Pasó a «En reparación»", "Moved to “Repairing”"),
          time: <TimeAgo viewer={viewer} at={viewer.now - HOUR} />,
          actor: "Tomás Ibarra",
          icon: "check",
          tone,
        }))}
      />,
    ],
  },
  {
    of: "Menu",
    states: (viewer) => [
      <Menu label={say(viewer, "Más", "More")} icon="chevron-down">
        <MenuLink href="#Menu">{say(viewer, "Imprimir", "Print")}</MenuLink>
      </Menu>,
    ],
  },
  {
    of: "MenuLink",
    states: (
      viewer,
    ) => [<MenuLink href="#MenuLink" icon="printer" current>{say(viewer, "Imprimir", "Print")}</MenuLink>],
  },
  {
    of: "MenuButton",
    states: (viewer) => [
      <MenuButton type="button" chosen icon="check">{say(viewer, "Elegido", "Chosen")}</MenuButton>,
      <MenuButton type="button" danger>{say(viewer, "Anular", "Cancel")}</MenuButton>,
    ],
  },
  {
    of: "Dialog",
    states: (viewer) => [
      <Button type="button" data-dialog="s-dialog">{say(viewer, "Abrir", "Open")}</Button>,
      <Dialog viewer={viewer} id="s-dialog" title={say(viewer, "Un diálogo", "A dialog")}>
        {say(viewer, "Contenido", "Content")}
      </Dialog>,
    ],
  },
  {
    of: "ConfirmForm",
    states: (viewer) => [
      <ConfirmForm
        viewer={viewer}
        action="#ConfirmForm"
        question={say(viewer, "¿Anular la orden S01-000052?", "Cancel the order S01-000052?")}
        label={say(viewer, "Anular", "Cancel")}
        variant="danger"
      />,
    ],
  },
  {
    of: "Toast",
    states: (viewer) => [
      <Toast viewer={viewer} text={say(viewer, "Guardado.", "Saved.")} />,
      <Toast viewer={viewer} text={say(viewer, "Sin conexión.", "No connection.")} problem />,
    ],
  },
  {
    of: "ConflictPanel",
    states: (viewer) => [
      <ConflictPanel
        viewer={viewer}
        by="Rocío Paredes"
        fields={[{
          label: say(viewer, "Falla", "Fault"),
          theirs: say(viewer, "No enciende", "Dead"),
          yours: say(viewer, "Pantalla rota", "Broken screen"),
          differs: true,
        }]}
      >
        <Button>{say(viewer, "Guardar lo mío", "Save mine")}</Button>
      </ConflictPanel>,
    ],
  },
  {
    of: "SearchOptions",
    states: (viewer) => [
      <SearchOptions
        viewer={viewer}
        query="ga"
        allHref="#SearchOptions"
        groups={[{
          label: say(viewer, "Órdenes", "Orders"),
          options: ORDERS.map(({ number, device }) => ({
            id: `s-${number}`,
            href: "#SearchOptions",
            icon: "clipboard-list",
            title: number,
            detail: device,
            code: true,
          })),
        }]}
      />,
    ],
  },
];
