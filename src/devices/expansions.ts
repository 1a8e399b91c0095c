import { type Expansion, expansion } from "../api/expand.ts";
import { Client, clientTold } from "../clients/json.ts";
import { clientsWithIds } from "../clients/queries.ts";

interface Row {
  owner: { id: string } | null;
}

/** What can be told with a device. */
export const DEVICE_EXPANSIONS: Record<"owner", Expansion<Row>> = {
  owner: expansion({
    scope: "clients:read",
    schema: Client.nullable(),
    async of(ctx, rows: readonly Row[]) {
      const clients = await clientsWithIds(ctx, rows.flatMap(({ owner }) => owner?.id ?? []));
      const told = new Map(clients.map((client) => [client.id, clientTold(client)]));
      return rows.map(({ owner }) => told.get(owner?.id ?? "") ?? null);
    },
  }),
};
