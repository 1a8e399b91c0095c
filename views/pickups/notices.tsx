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
import type { Viewer } from "../viewer.ts";
import { pickupText } from "./text.ts";

interface NoticesProps {
  viewer: Viewer;
  detail: Pick<OrderDetail, "notices" | "order">;
}

/** Which notices the policy demands and what became of each, and those given besides. */
export function PickupNotices({ viewer, detail: { notices, order } }: NoticesProps) {
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
    <section class="stack tight" aria-labelledby="pickup-notices">
      <h3 id="pickup-notices">{text.heading}</h3>
      <p>{text.count(provenOf(notices), notices.demanded.length)}</p>
      <ul class="stack tight">
        {lines.map(({ name, state: { tone, label, at } }) => (
          <li class="row apart">
            <span>{name}</span>
            <span class="row">
              <Chip tone={tone} label={label} small />
              <DateText viewer={viewer} at={at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface State {
  tone: Tone;
  label: string;
  /** When it was proven, given, or is to be given. */
  at: number;
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
  const { provenAt, provenBy, givenAt } = notice;
  if (provenAt !== null && provenBy !== null) {
    return { tone: "ready", label: text.proof[provenBy], at: provenAt };
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
  const { notices, order: { number, status_since } } = detail;
  const last = notices.given.at(-1);
  const underWay = last !== undefined && last.provenAt === null;
  const behind = !underWay && isBehind(notices, { since: status_since, now: viewer.now });
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
        {behind && <p class="hint">{text.giveHint}</p>}
        <div class="row end">
          <LinkButton variant="quiet" href={paths.order(number)} data-close="">{page.cancel}</LinkButton>
          {underWay && <LinkButton href={paths.untold()}>{text.toTell}</LinkButton>}
          {behind && (
            <form method="post" action={paths.orderPickupNotice(number)}>
              <CsrfField viewer={viewer} />
              <input type="hidden" name="form_key" value={formKey} />
              <Button variant="primary" icon="send">{text.give}</Button>
            </form>
          )}
        </div>
      </div>
    </Panel>
  );
}
