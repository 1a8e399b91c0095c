import type { Child } from "hono/jsx";
import type { Locale } from "../../src/lib/locale.ts";
import { CARD, INK, NIGHT, PAGE, RULE } from "./colours.ts";

/** The document of a mail: one card on a page, by day and by night. */
export function MailDocument(
  { locale, subject, children }: { locale: Locale; subject: string; children?: Child },
) {
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{subject}</title>
        <style>{NIGHT}</style>
      </head>
      <body class="m-page" style={`margin:0;padding:0;background:${PAGE};color:${INK}`}>
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border={0}>
          <tr>
            <td align="center" style="padding:24px 12px">
              <table
                role="presentation"
                class="m-card m-ink"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                border={0}
                style={`max-width:560px;background:${CARD};border:1px solid ${RULE};border-radius:8px;text-align:left`}
              >
                {children}
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>
  );
}
