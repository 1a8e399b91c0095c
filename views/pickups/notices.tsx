import type { OrderDetail } from "../../src/orders/queries.ts";
import { paths } from "../../src/paths.ts";
import {
  DAY,
  isBehind,
  missingOf,
  type NoticeStanding,
  type PickupNotice,
  provenOf,
} from "../../src/pickups/notice.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Panel } from "../components/panel.tsx";
import { Chip, Notice, type Tone } from "../components/status.tsx";
import { DateText } from "../components/time.tsx";
import { statusLabel } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import { TellingLine } from "../mail/telling.tsx";
import type { Viewer } from "../viewer.ts";
import { pickupText } from "./text.ts";

interface NoticesProps {
  viewer: Viewer;
  detail: Pick<OrderDetail, "notices" | "order" | "telling">;
}

/** On the page of an order that waits to be collected, from its first day on; nothing where no notice is demanded or was given. */
export function PickupPart({ viewer, detail, formKey }: NoticesProps & { formKey: string }) {
  const text = pickupText[viewer.locale];
  const { notices: { demanded, given }, order: { status } } = detail;
  const shown = status === "ready" && demanded.length + given.length > 0;
  return (
    <div id="order-pickup">
      {shown && (
        <Panel heading={text.heading} headingId="pickup-heading" icon="mail">
          <div class="stack tight">
            <NoticeLines viewer={viewer} detail={detail} />
            {viewer.can("payments.read") && viewer.can("contacts.read") && (
              <p class="row">
                <LinkButton
                  size="small"
                  icon="printer"
                  href={paths.orderPickupLetter(detail.order.number, "a4")}
                  title={text.letterHint}
                >
                  {text.printLetter}
                </LinkButton>
              </p>
            )}
            {viewer.can("orders.edit") && <GiveNotice viewer={viewer} detail={detail} formKey={formKey} />}
          </div>
        </Panel>
      )}
    </div>
  );
}

/** The same within the form that declares a device abandoned. */
export function PickupNotices(props: NoticesProps) {
  return (
    <section class="stack tight" aria-labelledby="pickup-notices">
      <h3 id="pickup-notices">{pickupText[props.viewer.locale].heading}</h3>
      <NoticeLines {...props} />
    </section>
  );
}

/** Which notices the policy demands and what became of each, and those given besides. */
function NoticeLines({ viewer, detail: { notices, order } }: NoticesProps) {
  const text = pickupText[viewer.locale];
  const others = notices.given.filter(({ day }) => day === null || !notices.demanded.includes(day));
  const lines = [
    ...notices.demanded.map((day) => ({
      name: text.day(day),
      state: dayState(viewer, { notices, day, since: order.status_since }),
    })),
    ...others.map((notice) => ({ name: text.extra, state: givenState(viewer, { notices, notice }) })),
  ];
  return (
    <>
      <p>{text.count(provenOf(notices), notices.demanded.length)}</p>
      <ul class="notice-days">
        {lines.map(({ name, state: { tone, label, at, answer } }) => (
          <li>
            <span>
              {name}
              {answer && <span class="sub mono">{answer}</span>}
            </span>
            <span class="row">
              <Chip tone={tone} label={label} small />
              <DateText viewer={viewer} at={at} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Where the last one is under way, or none is missing, there is nothing to give. */
function isGivable(viewer: Viewer, { notices, order }: NoticesProps["detail"]): boolean {
  const last = notices.given.at(-1);
  return last?.provenAt !== null && isBehind(notices, { since: order.status_since, now: viewer.now });
}

function GiveNotice({ viewer, detail, formKey }: NoticesProps & { formKey: string }) {
  const text = pickupText[viewer.locale];
  if (!isGivable(viewer, detail)) return null;
  return (
    <form class="row end" method="post" action={paths.orderPickupNotice(detail.order.number)}>
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={formKey} />
      <TellingLine viewer={viewer} plan={detail.telling.pickup_notice} />
      <Button icon="send">{text.give}</Button>
    </form>
  );
}

interface State {
  tone: Tone;
  label: string;
  /** When it was proven, given, or is to be given. */
  at: number;
  /** What the mail server said, where a mail proves it. */
  answer?: string;
}

function dayState(
  viewer: Viewer,
  { notices, day, since }: { notices: NoticeStanding; day: number; since: number },
): State {
  const notice = notices.given.find((one) => one.day === day);
  if (notice) return givenState(viewer, { notices, notice });
  const { ahead, notGiven } = pickupText[viewer.locale];
  const at = since + day * DAY;
  return at > viewer.now ? { tone: "new", label: ahead, at } : { tone: "problem", label: notGiven, at };
}

/** Only the last one can still be proven: whoever has to be told is told of that. */
function givenState(
  { locale }: Viewer,
  { notices, notice }: { notices: NoticeStanding; notice: PickupNotice },
): State {
  const text = pickupText[locale];
  const { provenAt, provenBy, givenAt, answer } = notice;
  if (provenAt !== null && provenBy !== null) {
    return { tone: "ready", label: text.proof[provenBy], at: provenAt, answer };
  }
  return notice === notices.given.at(-1)
    ? { tone: "waiting", label: text.underWay, at: givenAt }
    : { tone: "problem", label: text.unproven, at: givenAt };
}

/** In place of the form of an abandonment whose notices are not all proven: what is missing, and how to make up for it. */
export function NoticesFirst(
  { viewer, detail, formKey }: { viewer: Viewer; detail: OrderDetail; formKey: string },
) {
  const text = pickupText[viewer.locale];
  const { page } = orderText[viewer.locale];
  const { notices, order: { number } } = detail;
  const underWay = notices.given.at(-1)?.provenAt === null;
  return (
    <Panel
      heading={page.moveTitle(statusLabel(viewer, "abandoned"))}
      headingId="move-heading"
      class="move-panel"
    >
      <div class="stack">
        <Notice tone="problem">
          <p>{text.missing(missingOf(notices))}</p>
        </Notice>
        <PickupNotices viewer={viewer} detail={detail} />
        {isGivable(viewer, detail) && <p class="hint">{text.giveHint}</p>}
        <div class="row end">
          <LinkButton variant="quiet" href={paths.order(number)} data-close="">{page.cancel}</LinkButton>
          {underWay && <LinkButton href={paths.untold()}>{text.toTell}</LinkButton>}
          <GiveNotice viewer={viewer} detail={detail} formKey={formKey} />
        </div>
      </div>
    </Panel>
  );
}
