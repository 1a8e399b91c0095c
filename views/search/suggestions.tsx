import { paths } from "../../src/paths.ts";
import { ALL_KINDS } from "../../src/search/kinds.ts";
import type { Found } from "../../src/search/queries.ts";
import { type SearchOption, SearchOptions } from "../components/search.tsx";
import { DEVICE_ICON } from "../devices/icons.ts";
import { deviceName, StatusChip } from "../orders/status.tsx";
import type { Viewer } from "../viewer.ts";
import { termWords } from "../warranties/term.tsx";
import { availableWords } from "../parts/words.ts";
import { text } from "./text.ts";

interface SuggestionsProps {
  viewer: Viewer;
  query: string;
  found: Found;
  /** Reserved numbers without an order. */
  slips: readonly string[];
}

/** What `GET /buscar` answers to the search box while one types. */
export function Suggestions({ viewer, query, found, slips }: SuggestionsProps) {
  const t = text[viewer.locale];
  const groups = [
    { label: t.slips, options: slipOptions(slips) },
    { label: t.kinds.orders, options: orderOptions(viewer, found) },
    { label: t.kinds.clients, options: clientOptions(found) },
    { label: t.kinds.devices, options: deviceOptions(viewer, found) },
    { label: t.kinds.parts, options: partOptions(viewer, found) },
  ];
  return (
    <SearchOptions
      viewer={viewer}
      query={query}
      groups={groups}
      allHref={paths.searchResults(query, ALL_KINDS)}
    />
  );
}

function slipOptions(slips: readonly string[]): SearchOption[] {
  return slips.map((number) => ({
    id: `slip-${number}`,
    href: paths.slip(number),
    icon: "qr-code",
    title: number,
    code: true,
  }));
}

function orderOptions(viewer: Viewer, { orders }: Found): SearchOption[] {
  return orders.rows.map((order) => ({
    id: order.number,
    href: paths.order(order.number),
    icon: DEVICE_ICON[order.category],
    title: order.number,
    code: true,
    detail: [
      order.client,
      deviceName(viewer, order),
      order.warrantyEndsAt !== null && termWords(viewer, order.warrantyEndsAt),
    ].filter(Boolean).join(" · "),
    aside: <StatusChip viewer={viewer} status={order.status} small />,
  }));
}

function clientOptions({ clients }: Found): SearchOption[] {
  return clients.rows.map((client) => ({
    id: client.id,
    href: paths.client(client.id),
    icon: client.kind === "company" ? "building-2" : "user",
    title: client.name,
    detail: [client.phone, client.email, client.document].filter(Boolean).join(" · "),
  }));
}

function deviceOptions(viewer: Viewer, { devices }: Found): SearchOption[] {
  return devices.rows.map((device) => ({
    id: device.id,
    href: paths.device(device.id),
    icon: DEVICE_ICON[device.category],
    title: deviceName(viewer, device),
    detail: [device.serial, device.owner].filter(Boolean).join(" · "),
  }));
}

function partOptions(viewer: Viewer, { parts }: Found): SearchOption[] {
  return parts.rows.map((part) => ({
    id: part.id,
    href: paths.part(part.id),
    icon: "boxes",
    title: part.name,
    detail: [part.sku, part.category].filter(Boolean).join(" · "),
    aside: <span class="muted">{text[viewer.locale].available(availableWords(viewer.locale, part))}</span>,
  }));
}
