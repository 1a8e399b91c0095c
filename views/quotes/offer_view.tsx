import type { Child } from "hono/jsx";
import type { Alternative, OfferSheet } from "./sheet.ts";

interface OfferViewProps {
  sheet: OfferSheet;
  /** Level of the headings. */
  level: 2 | 3;
  /** What stands at the head of each alternative, such as the button that chooses it. */
  chooser?: (alternative: Alternative) => Child;
}

/** An offer as its client reads it: what was found, what is proposed, what it costs, on which conditions. */
export function OfferView({ sheet, level, chooser }: OfferViewProps) {
  return (
    <div class="offer">
      <Told {...sheet.diagnosis} level={level} />
      {sheet.alternatives.map((one) => (
        <section class="offer-option">
          {chooser?.(one) ?? <Heading level={level}>{one.heading}</Heading>}
          <table class="offer-lines">
            <caption class="visually-hidden">{one.heading}</caption>
            <tbody>
              {one.lines.map(({ label, detail, amount }) => (
                <tr>
                  <th scope="row">
                    {label}
                    {detail && <span class="sub">{detail}</span>}
                  </th>
                  <td class="amount">{amount}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              {one.sums.map(({ label, amount, strong }) => (
                <tr class={strong ? "total" : undefined}>
                  <th scope="row">{label}</th>
                  <td class="amount">{amount}</td>
                </tr>
              ))}
              {one.deposit && (
                <tr>
                  <th scope="row">{one.deposit.label}</th>
                  <td class="amount">{one.deposit.amount}</td>
                </tr>
              )}
            </tfoot>
          </table>
        </section>
      ))}
      <Told {...sheet.note} level={level} />
      <p class="muted">{sheet.validity.value}</p>
    </div>
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
