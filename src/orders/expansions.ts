import { z } from "zod";
import { type Expansion, expansion } from "../api/expand.ts";
import { Client, clientTold } from "../clients/json.ts";
import { clientsWithIds } from "../clients/queries.ts";
import { DeviceSummary, deviceSummary } from "../devices/json.ts";
import { devicesWithIds } from "../devices/queries.ts";
import { Payment, paymentTold } from "../payments/json.ts";
import { paymentsOfOrders } from "../payments/queries.ts";
import { versionsOfOrders } from "../quotes/api_queries.ts";
import { Quote, quoteTold } from "../quotes/json.ts";
import { Technician, technicianTold } from "../technicians/json.ts";
import { techniciansWithIds } from "../technicians/queries.ts";
import { Charge, chargeTold } from "./json.ts";
import { chargesOfOrders } from "./related_queries.ts";

/** As much of an order, or of a line of a list, as what belongs to it is found by. */
interface Row {
  number: string;
  client: { id: string };
  device: { id: string };
  technician: { id: string } | null;
}

const numbersOf = (rows: readonly Row[]) => rows.map(({ number }) => number);

/** What can be told with an order. */
export const ORDER_EXPANSIONS: Record<string, Expansion<Row>> = {
  client: expansion({
    scope: "clients:read",
    schema: Client.nullable(),
    async of(ctx, rows: readonly Row[]) {
      const clients = await clientsWithIds(ctx, rows.map(({ client }) => client.id));
      const told = new Map(clients.map((client) => [client.id, clientTold(client)]));
      return rows.map(({ client }) => told.get(client.id) ?? null);
    },
  }),
  device: expansion({
    scope: "devices:read",
    schema: DeviceSummary.nullable(),
    async of(ctx, rows: readonly Row[]) {
      const devices = await devicesWithIds(ctx, rows.map(({ device }) => device.id));
      const told = new Map(devices.map((device) => [device.id, deviceSummary(device)]));
      return rows.map(({ device }) => told.get(device.id) ?? null);
    },
  }),
  technician: expansion({
    scope: "technicians:read",
    schema: Technician.nullable(),
    async of(ctx, rows: readonly Row[]) {
      const people = await techniciansWithIds(ctx, rows.flatMap(({ technician }) => technician?.id ?? []));
      const told = new Map(people.map((one) => [one.id, technicianTold(one)]));
      return rows.map(({ technician }) => told.get(technician?.id ?? "") ?? null);
    },
  }),
  quotes: expansion({
    scope: "quotes:read",
    schema: z.array(Quote),
    async of(ctx, rows: readonly Row[]) {
      const versions = await versionsOfOrders(ctx, numbersOf(rows));
      return rows.map(({ number }) => (versions.get(number) ?? []).map(quoteTold));
    },
  }),
  charges: expansion({
    scope: "payments:read",
    schema: z.array(Charge),
    async of(ctx, rows: readonly Row[]) {
      const charges = Map.groupBy(await chargesOfOrders(ctx, numbersOf(rows)), ({ number }) => number);
      return rows.map(({ number }) =>
        (charges.get(number) ?? []).map((one) => chargeTold(one, one.currency))
      );
    },
  }),
  payments: expansion({
    scope: "payments:read",
    schema: z.array(Payment),
    async of(ctx, rows: readonly Row[]) {
      const payments = Map.groupBy(await paymentsOfOrders(ctx, numbersOf(rows)), ({ number }) => number);
      return rows.map(({ number }) => (payments.get(number) ?? []).map(paymentTold));
    },
  }),
};
