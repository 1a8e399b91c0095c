import type { OrderDetail } from "../../src/orders/queries.ts";
import { paths } from "../../src/paths.ts";
import { inForce } from "../../src/warranties/warranty.ts";
import type { TiedOrder } from "../../src/warranties/queries.ts";
import { LinkButton } from "../components/button.tsx";
import { Panel } from "../components/panel.tsx";
import { Code } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import { StatusChip } from "../orders/status.tsx";
import type { Viewer } from "../viewer.ts";
import { termWords } from "./term.tsx";
import { warrantyText } from "./text.ts";

/** What an order has to do with warranties; without anything it takes no room. */
export function WarrantyPart({ viewer, detail }: { viewer: Viewer; detail: OrderDetail }) {
  const { endsAt, claims, claimedBy } = detail.warranty;
  const text = warrantyText[viewer.locale];
  if (endsAt === null && !claims && claimedBy.length === 0) {
    return <div id="order-warranty" class="part"></div>;
  }
  return (
    <div id="order-warranty" class="part">
      <Panel heading={text.heading} headingId="warranty-heading" icon="shield">
        {endsAt !== null && <Own viewer={viewer} detail={detail} endsAt={endsAt} />}
        {claims && (
          <>
            <TiedLine viewer={viewer} order={claims} label={text.claims(claims.number)} />
            <p>{claims.endsAt === null ? text.noneLeft : termWords(viewer, claims.endsAt)}</p>
            <p class="muted">{text.claimsHint}</p>
          </>
        )}
        {claimedBy.map((order) => <TiedLine viewer={viewer} order={order} label={text.claimedBy} />)}
      </Panel>
    </div>
  );
}

function Own({ viewer, detail, endsAt }: { viewer: Viewer; detail: OrderDetail; endsAt: number }) {
  const text = warrantyText[viewer.locale];
  const valid = inForce({ endsAt }, viewer.now);
  return (
    <>
      <p>{termWords(viewer, endsAt)}</p>
      {viewer.can("intakes.create") && (
        <p>
          {valid
            ? <LinkButton icon="shield" href={paths.newClaim(detail.order.number)}>{text.claim}</LinkButton>
            : (
              <LinkButton icon="plus" href={paths.newIntake(detail.client.id, detail.device.id)}>
                {text.normalIntake}
              </LinkButton>
            )}
        </p>
      )}
    </>
  );
}

function TiedLine({ viewer, order, label }: { viewer: Viewer; order: TiedOrder; label: string }) {
  return (
    <p class="row">
      <span>{label}</span>
      <a href={paths.order(order.number)}>
        <Code>{order.number}</Code>
      </a>
      <StatusChip viewer={viewer} status={order.status} small />
      <span class="sub">
        <TimeAgo viewer={viewer} at={order.receivedAt} />
      </span>
    </p>
  );
}
