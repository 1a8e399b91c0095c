import type { TechnicianDetail, TechnicianRow } from "../../src/technicians/queries.ts";
import { EVERYTHING, listQuery } from "../../src/orders/list_filter.ts";
import { paths } from "../../src/paths.ts";
import { LinkButton } from "../components/button.tsx";
import { EmptyState, PageHeader, Panel, StatCard } from "../components/panel.tsx";
import { Chip, Code } from "../components/status.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { TimeAgo } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import { deviceName, StatusChip } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import { TechnicianTimePanel } from "../timers/technician.tsx";
import type { Viewer } from "../viewer.ts";
import { technicianText } from "./text.ts";

const GROUPS = ["new", "active", "waiting", "ready"] as const;

export function TechniciansPage(
  { viewer, technicians }: { viewer: Viewer; technicians: readonly TechnicianRow[] },
) {
  const text = technicianText[viewer.locale];
  return (
    <Layout viewer={viewer} title={text.title} section="technicians">
      <PageHeader title={text.title} />
      <Panel flush aria-label={text.caption}>
        <DataTable
          viewer={viewer}
          caption={text.caption}
          columns={columns(viewer)}
          rows={technicians}
          href={(one) => paths.technician(one.id)}
          empty={
            <EmptyState
              icon="wrench"
              title={text.none}
              action={viewer.can("users.manage") && (
                <LinkButton href={paths.newUser()}>{text.addUser}</LinkButton>
              )}
            >
              {text.noneHint}
            </EmptyState>
          }
        />
      </Panel>
    </Layout>
  );
}

function columns(viewer: Viewer): Column<TechnicianRow>[] {
  const text = technicianText[viewer.locale];
  return [
    {
      label: text.name,
      width: "grow",
      cell: (one) => one.active ? one.name : `${one.name} (${text.left})`,
    },
    { label: text.open, numeric: true, cell: (one) => one.open },
    ...GROUPS.map((group): Column<TechnicianRow> => ({
      label: orderText[viewer.locale].groups[group],
      numeric: true,
      wideOnly: true,
      cell: (one) => one.load[group],
    })),
    {
      label: text.overdue,
      numeric: true,
      cell: (one) => one.overdue > 0 ? <Chip small tone="problem" label={String(one.overdue)} /> : "0",
    },
  ];
}

export function TechnicianPage({ viewer, technician }: { viewer: Viewer; technician: TechnicianDetail }) {
  const text = technicianText[viewer.locale];
  const { id, name, active, load, overdue, orders, time } = technician;
  return (
    <Layout viewer={viewer} title={name} section="technicians">
      <PageHeader
        title={name}
        aside={!active && <Chip tone="closed" label={text.left} />}
        back={{ href: paths.technicians(), label: text.title }}
        actions={
          <LinkButton href={paths.orders(listQuery({ ...EVERYTHING, technician: id }))}>
            {text.all}
          </LinkButton>
        }
      />
      <div class="stack loose">
        <div class="stats">
          {GROUPS.map((group) => (
            <StatCard
              label={orderText[viewer.locale].groups[group]}
              value={load[group]}
              tone={group}
              href={paths.orders(listQuery({ ...EVERYTHING, technician: id, group }))}
            />
          ))}
          <StatCard
            label={text.overdue}
            value={overdue}
            tone={overdue > 0 ? "problem" : "closed"}
            href={paths.orders(listQuery({ ...EVERYTHING, technician: id, overdue: true }))}
          />
        </div>
        {viewer.can("time.read") && <TechnicianTimePanel viewer={viewer} time={time} />}
        <Panel heading={text.orders} headingId="technician-orders" icon="clipboard-list" flush>
          {orders.length === 0
            ? <EmptyState icon="inbox" title={text.noOrders}>{text.noOrdersHint}</EmptyState>
            : (
              <ul class="link-list" data-rows="">
                {orders.map((order) => (
                  <li>
                    <span class="grow">
                      <a class="row-link" href={paths.order(order.number)}>
                        <Code>{order.number}</Code> {deviceName(viewer, order)}
                      </a>
                      <span class="sub">{order.client} · {order.fault}</span>
                      <span>
                        <StatusChip viewer={viewer} status={order.status} small />
                      </span>
                    </span>
                    <TimeAgo viewer={viewer} at={order.status_since} />
                  </li>
                ))}
              </ul>
            )}
        </Panel>
      </div>
    </Layout>
  );
}
