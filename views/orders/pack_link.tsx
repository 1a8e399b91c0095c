import type { OrderDetail } from "../../src/orders/queries.ts";
import { paths } from "../../src/paths.ts";
import { LinkButton } from "../components/button.tsx";
import type { Viewer } from "../viewer.ts";
import { DossierForm } from "../dossier/form.tsx";
import { orderText } from "./text.ts";

/** All the papers of an abandoned order in one, and of any order for who may have that. */
export function PackLink({ viewer, order }: { viewer: Viewer; order: OrderDetail["order"] }) {
  const text = orderText[viewer.locale].page;
  const packs = viewer.can("orders.pack");
  const reads = viewer.can("payments.read") && viewer.can("contacts.read");
  return (
    <>
      {reads && (packs || order.status === "abandoned") && (
        <div class="row apart">
          <span>{text.pack}</span>
          <LinkButton size="small" icon="file-text" href={paths.orderPack(order.number)} target="_blank">
            {text.packOpen}
          </LinkButton>
        </div>
      )}
      {packs && <DossierForm viewer={viewer} number={order.number} />}
    </>
  );
}
