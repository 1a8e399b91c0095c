import type { DigestFacts, DigestRow } from "../../src/technicians/digest.tsx";
import { formatDateTime } from "../../src/lib/dates.ts";
import { paths } from "../../src/paths.ts";
import { deviceName } from "../orders/status.tsx";
import { MailButton } from "./button.tsx";
import { FONT, QUIET } from "./colours.ts";
import { MailDocument } from "./document.tsx";
import { digestText } from "./digest_text.ts";

const LINK = "color:inherit;font-weight:bold";

const SECTIONS = ["overdue", "dueToday", "stale"] as const;

export function digestSubject({ locale, shop, work }: DigestFacts): string {
  const count = SECTIONS.reduce((sum, section) => sum + work[section].length, 0);
  return digestText[locale].subject(shop, count);
}

export function DigestMail({ facts }: { facts: DigestFacts }) {
  const text = digestText[facts.locale];
  return (
    <MailDocument locale={facts.locale} subject={digestSubject(facts)}>
      <tr>
        <td style={`padding:24px;${FONT}`}>
          <p class="m-quiet" style={`margin:0 0 16px;font-size:14px;color:${QUIET}`}>{facts.shop}</p>
          <h1 style="margin:0 0 12px;font-size:20px;line-height:1.3">{text.heading(facts.name)}</h1>
          {SECTIONS.filter((section) => facts.work[section].length > 0).map((section) => (
            <>
              <h2 style="margin:16px 0 4px;font-size:16px">{text.sections[section]}</h2>
              <ul style="margin:0 0 8px;padding:0 0 0 20px;font-size:15px;line-height:1.5">
                {facts.work[section].map((row) => (
                  <li>
                    <a href={facts.baseUrl + paths.order(row.number)} style={LINK}>{row.number}</a>{" "}
                    {rest(facts, section, row)}
                  </li>
                ))}
              </ul>
            </>
          ))}
          <p style="margin:16px 0 24px;font-size:14px">
            <MailButton url={workUrl(facts)} label={text.open} accent={null} />
          </p>
          <p class="m-quiet" style={`margin:0;font-size:12px;color:${QUIET}`}>
            {text.why}{" "}
            <a href={facts.baseUrl + paths.preferences()} style={LINK}>
              {facts.baseUrl + paths.preferences()}
            </a>
          </p>
        </td>
      </tr>
    </MailDocument>
  );
}

/** The same for readers that show no HTML. */
export function digestPlain(facts: DigestFacts): string {
  const text = digestText[facts.locale];
  const sections = SECTIONS.filter((section) => facts.work[section].length > 0).map((section) =>
    [
      `${text.sections[section]}:`,
      ...facts.work[section].map((row) => `- ${row.number} ${rest(facts, section, row)}`),
    ].join("\n")
  );
  const parts = [
    facts.shop,
    `${text.heading(facts.name)}.`,
    ...sections,
    `${text.open}:\n${workUrl(facts)}`,
    `${text.why}\n${facts.baseUrl + paths.preferences()}`,
  ];
  return parts.join("\n\n") + "\n";
}

/** What stands behind the number: device, client and since when. */
function rest(
  { locale, timeZone }: DigestFacts,
  section: (typeof SECTIONS)[number],
  row: DigestRow,
): string {
  const at = section === "stale" ? row.status_since : row.overdue_at ?? row.status_since;
  const since = digestText[locale].since[section](formatDateTime(at, { locale, timeZone }));
  return `${deviceName({ locale }, row)}, ${row.client} (${since})`;
}

function workUrl({ baseUrl }: DigestFacts): string {
  return baseUrl + paths.counter();
}
