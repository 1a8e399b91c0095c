import type {
  DeviceOrder,
  DeviceOwner,
  DevicePage as Device,
  DevicePhoto,
} from "../../src/devices/queries.ts";
import { formatDate } from "../../src/lib/dates.ts";
import { paths } from "../../src/paths.ts";
import { LinkButton } from "../components/button.tsx";
import { Excerpt } from "../components/excerpt.tsx";
import { Icon } from "../components/icon.tsx";
import { Pager } from "../components/list.tsx";
import { DescriptionList, EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Code, Notice } from "../components/status.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { DateText, TimeAgo } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import { deviceName, StatusChip } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { TermLine } from "../warranties/term.tsx";
import { DEVICE_ICON } from "./icons.ts";
import { text } from "./text.ts";

interface DevicePageProps {
  viewer: Viewer;
  device: Device;
  orders: { rows: DeviceOrder[]; next: number | null };
  photos: readonly DevicePhoto[];
  /** Whether these are not the newest orders. */
  older: boolean;
}

export function DevicePage({ viewer, device, orders, photos, older }: DevicePageProps) {
  const t = text[viewer.locale];
  const name = deviceName(viewer, device);
  const owner = device.owners.find((one) => one.until === null);
  return (
    <Layout viewer={viewer} title={name} section="orders">
      <PageHeader
        title={name}
        aside={device.serial && <Code tag>{device.serial}</Code>}
        lead={
          <>
            {orderText[viewer.locale].categories[device.category]} ·{" "}
            {owner ? <a href={paths.client(owner.clientId)}>{owner.name}</a> : t.noOwner}
          </>
        }
        actions={<Actions viewer={viewer} device={device} owner={owner} />}
      />
      <Twins viewer={viewer} device={device} />
      <div class="split">
        <div>
          <Panel heading={t.orders} headingId="orders" icon="clipboard-list" flush>
            <DataTable
              viewer={viewer}
              caption={t.orders}
              columns={orderColumns(viewer)}
              rows={orders.rows}
              href={(order) => paths.order(order.number)}
              empty={<EmptyState icon={DEVICE_ICON[device.category]} title={t.noOrders} />}
            />
          </Panel>
          <Pager
            viewer={viewer}
            newer={older ? paths.device(device.id) : null}
            older={orders.next === null ? null : `${paths.device(device.id)}?desde=${orders.next}`}
          />
          <Photos viewer={viewer} photos={photos} />
        </div>
        <div>
          <Facts viewer={viewer} device={device} />
          <Owners viewer={viewer} owners={device.owners} />
        </div>
      </div>
    </Layout>
  );
}

function Actions({ viewer, device, owner }: { viewer: Viewer; device: Device; owner?: DeviceOwner }) {
  const t = text[viewer.locale];
  return (
    <>
      {viewer.can("devices.edit") && (
        <>
          <LinkButton href={paths.deviceEdit(device.id)} icon="pencil">{t.edit}</LinkButton>
          <LinkButton href={paths.deviceOwner(device.id)} icon="user-check">{t.changeOwner}</LinkButton>
        </>
      )}
      {viewer.can("intakes.create") && (
        <LinkButton href={paths.newIntake(owner?.clientId, device.id)} icon="plus" variant="primary">
          {t.newIntake}
        </LinkButton>
      )}
    </>
  );
}

function Twins({ viewer, device }: { viewer: Viewer; device: Device }) {
  if (device.twins.length === 0) return null;
  return (
    <Notice tone="waiting" title={text[viewer.locale].twinsTitle}>
      <p class="row">
        {device.twins.map((twin) => <a href={paths.device(twin.id)}>{deviceName(viewer, twin)}</a>)}
      </p>
    </Notice>
  );
}

function orderColumns(viewer: Viewer): Column<DeviceOrder>[] {
  const t = text[viewer.locale];
  return [
    { label: t.order, width: "shrink", cell: (order) => <Code>{order.number}</Code> },
    {
      label: t.client,
      width: "grow",
      cell: (order) => (
        <>
          <a href={paths.client(order.clientId)}>{order.clientName}</a>
          <div class="muted">
            <Excerpt text={order.fault} />
          </div>
          <TermLine viewer={viewer} number={order.number} endsAt={order.warrantyEndsAt} />
        </>
      ),
    },
    {
      label: t.status,
      width: "shrink",
      beside: true,
      cell: (order) => <StatusChip viewer={viewer} status={order.status} small />,
    },
    {
      label: t.received,
      width: "shrink",
      cell: (order) => <TimeAgo viewer={viewer} at={order.receivedAt} />,
    },
  ];
}

function Facts({ viewer, device }: { viewer: Viewer; device: Device }) {
  const t = text[viewer.locale];
  return (
    <Panel heading={t.facts} headingId="facts" icon="info">
      <DescriptionList
        facts={[
          { term: t.category, value: orderText[viewer.locale].categories[device.category] },
          { term: t.brand, value: device.brand },
          { term: t.model, value: device.model },
          { term: t.serial, value: device.serial && <Code>{device.serial}</Code> },
          { term: t.since, value: <DateText viewer={viewer} at={device.createdAt} /> },
        ]}
      />
    </Panel>
  );
}

function Owners({ viewer, owners }: { viewer: Viewer; owners: readonly DeviceOwner[] }) {
  const t = text[viewer.locale];
  return (
    <Panel heading={t.owners} headingId="owners" icon="users" flush>
      <ul class="link-list">
        {owners.map((owner) => (
          <li>
            <Icon name={owner.until === null ? "user-check" : "history"} />
            <span class="grow">
              <a class="row-link" href={paths.client(owner.clientId)}>{owner.name}</a>
              <span class="sub">
                {t.ownedSince(formatDate(owner.since, viewer))}{" "}
                {owner.until !== null && t.ownedUntil(formatDate(owner.until, viewer))}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Photos({ viewer, photos }: { viewer: Viewer; photos: readonly DevicePhoto[] }) {
  if (photos.length === 0) return null;
  const t = text[viewer.locale];
  return (
    <Panel heading={t.photos} headingId="photos" icon="image">
      <ul class="photo-list">
        {photos.map((photo) => (
          <li class="photo">
            <a
              href={paths.photo(photo.id)}
              target="_blank"
              rel="noopener"
              title={`${photo.orderNumber} · ${photo.visibility === "public" ? t.clientSees : t.staffSees}`}
            >
              <img
                src={paths.thumbnail(photo.id)}
                alt={t.photoOf(photo.orderNumber, photo.name)}
                width="96"
                height="96"
                loading="lazy"
              />
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
