import type { Child } from "hono/jsx";
import type { Alternative, OfferSheet } from "./sheet.ts";

interface OfferProps {
  sheet: OfferSheet;
  /** Level of the headings. */
  level: 2 | 3;
}

/** An offer as its client reads it: what was found, what is proposed, what it costs, on which conditions. */
export function OfferView({ sheet, level }: OfferProps) {
  return (
    <div class="offer">
      <OfferFound sheet={sheet} level={level} />
      <OfferAlternatives sheet={sheet} head={({ heading }) => <Heading level={level}>{heading}</Heading>} />
      <OfferConditions sheet={sheet} level={level} />
    </div>
  );
}

export function OfferFound({ sheet, level }: OfferProps) {
  return <Told {...sheet.diagnosis} level={level} />;
}

interface AlternativesProps {
  sheet: OfferSheet;
  /** What stands over the lines of each: its name, or the button that chooses it. */
  head: (alternative: Alternative) => Child;
  /** The head tells the total. */
  totalAbove?: boolean;
}

export function OfferAlternatives({ sheet, head, totalAbove }: AlternativesProps) {
  return (
    <>
      {sheet.alternatives.map((one) => (
        <section class="offer-option">
          {head(one)}
          <Lines alternative={one} sums={totalAbove ? one.sums.filter(({ strong }) => !strong) : one.sums} />
        </section>
      ))}
    </>
  );
}

export function OfferConditions({ sheet, level }: OfferProps) {
  return (
    <>
      <Told {...sheet.note} level={level} />
      <p class="muted">{sheet.validity.value}</p>
    </>
  );
}

function Lines({ alternative, sums }: { alternative: Alternative; sums: Alternative["sums"] }) {
  const { heading, lines, deposit } = alternative;
  return (
    <table class="offer-lines">
      <caption class="visually-hidden">{heading}</caption>
      <tbody>
        {lines.map(({ label, detail, amount }) => (
          <tr>
            <th scope="row">
              {label}
              {detail && <span class="sub">{detail}</span>}
            </th>
            <td class="amount">{amount}</td>
          </tr>
        ))}
      </tbody>
      {(sums.length > 0 || deposit) && (
        <tfoot>
          {sums.map(({ label, amount, strong }) => (
            <tr class={strong ? "total" : undefined}>
              <th scope="row">{label}</th>
              <td class="amount">{amount}</td>
            </tr>
          ))}
          {deposit && (
            <tr>
              <th scope="row">{deposit.label}</th>
              <td class="amount">{deposit.amount}</td>
            </tr>
          )}
        </tfoot>
      )}
    </table>
  );
}

function Told({ label, value, level }: { label: string; value: string; level: 2 | 3 }) {
  if (value === "") return null;
  return (
    <section>
      <Heading level={level}>{label}</Heading>
      <p class="prose">{value}</p>
    </section>
  );
}

function Heading({ level, children }: { level: 2 | 3; children?: Child }) {
  return level === 2 ? <h2>{children}</h2> : <h3>{children}</h3>;
}
