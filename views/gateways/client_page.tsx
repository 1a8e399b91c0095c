import type { ClientIntent } from "../../src/gateways/queries.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { paths } from "../../src/paths.ts";
import type { TrackedOrder } from "../../src/tracking/queries.ts";
import { LinkButton } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { Code } from "../components/status.tsx";
import { reasonSentence } from "../errors/text.ts";
import { CATEGORY_ICON } from "../intakes/device_part.tsx";
import { PublicLayout } from "../layout.tsx";
import { Contact } from "../tracking/page.tsx";
import type { Viewer } from "../viewer.ts";
import { gatewayText } from "./text.ts";

interface ClientPayPageProps {
  viewer: Viewer;
  order: TrackedOrder;
  token: string;
  /** Null when it could not even be started. */
  intent?: ClientIntent;
  /** The provider has sent the client back. */
  cameBack?: boolean;
  /** Why nothing was started. */
  refused?: string;
}

/** Until it is asked again. */
const SECONDS = 5;

/** A payment on its way: to the provider, back from it, and what became of it. Works without scripts. */
export function ClientPayPage(props: ClientPayPageProps) {
  const { viewer, order, token, intent } = props;
  const shown = stageOf(props);
  const { client } = gatewayText[viewer.locale];
  return (
    <PublicLayout
      viewer={viewer}
      title={`${shown.title} ${order.number}`}
      head={shown.leadsTo
        ? <meta http-equiv="refresh" content={`0;url=${shown.leadsTo}`} />
        : shown.watched && (
          <noscript>
            <meta http-equiv="refresh" content={String(SECONDS)} />
          </noscript>
        )}
    >
      <div
        id="payment-stage"
        class="tracking"
        aria-live="polite"
        {...shown.watched && watch({ token, intent })}
      >
        <header class="tracking-now">
          <p class="number">
            <Icon name={CATEGORY_ICON[order.device.category]} />
            <span>{order.device.name}</span>
            <Code>{order.number}</Code>
          </p>
          <h1>{shown.title}</h1>
          <p class="lead">{shown.next}</p>
        </header>
        {shown.hint && <p>{shown.hint}</p>}
        <p class="row no-print">
          {shown.act && (
            <LinkButton
              variant={shown.act.strong ? "primary" : "plain"}
              size="big"
              href={shown.act.href}
              rel="noopener noreferrer"
            >
              {shown.act.label}
            </LinkButton>
          )}
          {shown.watched && intent && (
            <LinkButton variant="plain" size="big" icon="refresh-cw" href={cameBackTo(token, intent.id)}>
              {client.look}
            </LinkButton>
          )}
          <LinkButton variant="quiet" icon="arrow-left" href={paths.tracking(token)}>
            {client.back}
          </LinkButton>
        </p>
        <Contact viewer={viewer} shop={order.shop} />
      </div>
    </PublicLayout>
  );
}

function cameBackTo(token: string, intentId: string): string {
  return `${paths.trackingCheckout(token, intentId)}?vuelta=1`;
}

/** Asks every few seconds what became of it, and is answered nothing while it stands as it is shown. */
function watch({ token, intent }: Pick<ClientPayPageProps, "token" | "intent">) {
  if (!intent) return {};
  return {
    "hx-get": `${cameBackTo(token, intent.id)}&visto=${intent.state}`,
    "hx-trigger": `every ${SECONDS}s`,
    "hx-target": "this",
    "hx-select": "#payment-stage",
    "hx-swap": "outerHTML",
  };
}

interface Stage {
  title: string;
  next: string;
  hint?: string;
  /** Where the page leads at once. */
  leadsTo?: string;
  /** It will change by itself. */
  watched?: boolean;
  act?: { href: string; label: string; strong: boolean };
}

function stageOf({ viewer, token, intent, cameBack, refused }: ClientPayPageProps): Stage {
  const { client: t, providers } = gatewayText[viewer.locale];
  const again = { href: `${paths.tracking(token)}#tracking-pay`, label: t.again, strong: true };
  if (!intent) {
    return { title: t.refused, next: reasonSentence(refused, {}, viewer.locale) ?? "", act: again };
  }
  const name = providers[intent.provider];
  const provider = { href: intent.payUrl, label: t.open(name), strong: !cameBack };
  switch (intent.state) {
    case "starting":
      return { title: t.starting, next: t.startingNext, act: again };
    case "open":
      if (intent.expiresAt <= viewer.now) return { title: t.expired, next: t.expiredNext, act: again };
      return cameBack
        ? { title: t.confirming, next: t.confirmingNext, hint: t.notPaid, watched: true, act: provider }
        : { title: t.going(name), next: t.goingNext, leadsTo: intent.payUrl, act: provider };
    case "pending":
      return { title: t.pending, next: t.pendingNext, watched: true };
    case "paid":
      return {
        title: t.paid,
        next: t.paidNext(formatMoney(intent.amountMinor, intent.currency, viewer.locale)),
        act: intent.paymentId === null
          ? undefined
          : { href: paths.trackingPayment(token, intent.paymentId), label: t.receipt, strong: true },
      };
    case "review":
      return { title: t.review, next: t.reviewNext };
    case "expired":
      return { title: t.expired, next: t.expiredNext, act: again };
  }
}
