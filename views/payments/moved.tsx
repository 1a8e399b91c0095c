import { type Typed, typedText } from "../../src/lib/form.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import type { Account } from "../../src/payments/payment.ts";
import { LinkButton } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { Money, TimeAgo } from "../components/time.tsx";
import { eventEntry } from "../orders/event_line.tsx";
import type { Viewer } from "../viewer.ts";
import { paymentText } from "./text.ts";

/** Carried by every form that moves money: what the account came to when the form was made. */
export function SeenFields({ account, below = "" }: { account: Account; below?: string }) {
  return (
    <>
      <input type="hidden" name={`${below}seen.charged`} value={String(account.charged)} />
      <input type="hidden" name={`${below}seen.paid`} value={String(account.paid)} />
    </>
  );
}

/** What the form that came back was made from; what is no figure counts as the account of now. */
export function seenOf(typed: Typed | undefined, now: Account, below = ""): Account {
  const read = (name: "charged" | "paid") => {
    const text = typedText(typed, `${below}seen.${name}`);
    return /^-?\d{1,15}$/.test(text) ? Number(text) : now[name];
  };
  return { charged: read("charged"), paid: read("paid") };
}

interface MovedProps {
  viewer: Viewer;
  currency: string;
  before: Account;
  now: Account;
  /** Where one goes who leaves it so. */
  href: string;
  /** What happened last, to say who did it. */
  detail?: OrderDetail;
  /** Number of the order, where the form is about several. */
  about?: string;
}

/** Both accounts side by side, when somebody else moved money first. */
export function AccountMoved({ viewer, currency, before, now, href, detail, about }: MovedProps) {
  const text = paymentText[viewer.locale].moved;
  const rows = [
    { label: text.total, was: before.charged, is: now.charged },
    { label: text.paid, was: before.paid, is: now.paid },
    { label: text.balance, was: before.charged - before.paid, is: now.charged - now.paid },
  ];
  const money = (minor: number) => <Money viewer={viewer} minor={minor} currency={currency} />;
  return (
    <section class="conflict" role="alert" tabindex={-1}>
      <header>
        <Icon name="triangle-alert" />
        <div>
          <h2>{about ? `${about}: ${text.title}` : text.title}</h2>
          {detail && <LastMove viewer={viewer} detail={detail} />}
          <p>{now.charged - now.paid <= 0 ? `${text.settled} ${text.explain}` : text.explain}</p>
        </div>
      </header>
      <div class="table-wrap">
        <table>
          <thead>
            <tr>
              <th scope="col">{text.concept}</th>
              <th scope="col">{text.before}</th>
              <th scope="col">{text.now}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, was, is }) => (
              <tr class={was === is ? undefined : "differs"}>
                <th scope="row">{label}</th>
                <td data-label={text.before}>{money(was)}</td>
                <td data-label={text.now}>{money(is)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <footer>
        <LinkButton href={href}>{text.leave}</LinkButton>
      </footer>
    </section>
  );
}

function LastMove({ viewer, detail }: { viewer: Viewer; detail: OrderDetail }) {
  const last = detail.events.find(({ kind }) => kind === "payment_recorded" || kind === "charge_recorded");
  if (!last) return null;
  return (
    <p>
      {last.actor}: {eventEntry(viewer, last).title}, <TimeAgo viewer={viewer} at={last.at} />
    </p>
  );
}
