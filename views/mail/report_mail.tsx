import type { Locale } from "../../src/lib/locale.ts";
import { reportText } from "../reports/text.ts";
import type { ReportSection } from "../reports/words.ts";
import { MailButton } from "./button.tsx";
import { FONT, nameColour, QUIET, RULE } from "./colours.ts";
import { MailDocument } from "./document.tsx";

/** A report as it goes to one of its recipients. */
export interface ReportMailFacts {
  locale: Locale;
  shop: string;
  accent: string | null;
  /** "Informe del día", whose it is and of which days. */
  title: string;
  scope: string;
  days: string;
  sections: readonly ReportSection[];
  url: string;
  stopUrl: string;
  /** The head of the audit log, "" while nothing was recorded. */
  seal: string;
}

export function ReportMail({ facts }: { facts: ReportMailFacts }) {
  const { locale, shop, accent, title, scope, days, sections, url, stopUrl, seal } = facts;
  const t = reportText[locale];
  return (
    <MailDocument locale={locale} subject={title}>
      <tr>
        <td style={`padding:24px;${FONT}`}>
          <p
            class="m-name"
            style={`margin:0 0 4px;font-size:14px;font-weight:bold;color:${nameColour(accent)}`}
          >
            {shop}
          </p>
          <h1 style="margin:0 0 4px;font-size:20px;line-height:1.3">{title}</h1>
          <p class="m-quiet" style={`margin:0 0 20px;font-size:14px;color:${QUIET}`}>{scope} · {days}</p>
          {sections.map(({ heading, lines }) => (
            <>
              <h2 style="margin:0 0 6px;font-size:16px;line-height:1.3">{heading}</h2>
              <table width="100%" cellpadding="0" cellspacing="0" border={0} style="margin:0 0 20px">
                {lines.map(({ label, value, before }) => (
                  <tr>
                    <th
                      scope="row"
                      class="m-rule"
                      style={`padding:6px 0;border-top:1px solid ${RULE};font-size:14px;font-weight:normal;text-align:left`}
                    >
                      {label}
                    </th>
                    <td
                      class="m-rule"
                      style={`padding:6px 0;border-top:1px solid ${RULE};font-size:14px;text-align:right`}
                    >
                      <strong>{value}</strong>
                      {before !== "" && (
                        <span class="m-quiet" style={`display:block;font-size:12px;color:${QUIET}`}>
                          {before}
                        </span>
                      )}
                    </td>
                  </tr>
                ))}
              </table>
            </>
          ))}
          <p style="margin:0 0 24px;font-size:14px">
            <MailButton url={url} label={t.open} accent={accent} />
          </p>
          <p class="m-quiet" style={`margin:0;font-size:12px;color:${QUIET}`}>
            {t.why(shop)} <a href={stopUrl} style={`color:${QUIET}`} class="m-quiet">{t.stop}</a>
          </p>
          {seal !== "" && (
            <p
              class="m-quiet"
              style={`margin:8px 0 0;font-size:12px;color:${QUIET};word-break:break-all`}
            >
              {t.seal}: {seal}
            </p>
          )}
        </td>
      </tr>
    </MailDocument>
  );
}

/** The same for readers that show no HTML. */
export function reportPlain(
  { locale, shop, title, scope, days, sections, url, stopUrl, seal }: ReportMailFacts,
): string {
  const t = reportText[locale];
  const body = sections.map(({ heading, lines }) =>
    [
      heading.toUpperCase(),
      ...lines.map(({ label, value, before }) => `${label}: ${value}${before === "" ? "" : ` (${before})`}`),
    ].join("\n")
  );
  return [
    `${shop}\n${title}\n${scope} · ${days}`,
    ...body,
    `${t.open}:\n${url}`,
    `${t.why(shop)}\n${t.stop}:\n${stopUrl}`,
    ...(seal === "" ? [] : [`${t.seal}: ${seal}`]),
  ].join("\n\n") + "\n";
}
