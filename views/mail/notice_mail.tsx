import type { Locale } from "../../src/lib/locale.ts";

/** A mail to somebody of the shop: what happened, in a sentence, and where to look. */
export interface NoticeWords {
  locale: Locale;
  /** Shop and branch. */
  where: string;
  heading: string;
  body: string;
  url: string;
  open: string;
  why: string;
}

/** Mail readers know tables and inline styles, and little else. */
const FONT = "font-family:Arial,Helvetica,sans-serif";

export function NoticeMail({ words }: { words: NoticeWords }) {
  return (
    <html lang={words.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{words.heading}</title>
      </head>
      <body style={`margin:0;padding:24px 12px;background:#f4f2ef;color:#1f1d1a;${FONT}`}>
        <p style="margin:0 0 16px;font-size:14px;color:#5f5a53">{words.where}</p>
        <h1 style="margin:0 0 12px;font-size:20px;line-height:1.3">{words.heading}</h1>
        <p style="margin:0 0 16px;font-size:16px;line-height:1.5">{words.body}</p>
        <p style="margin:0 0 24px;font-size:14px">
          <a href={words.url} style="color:#0f5e5a">{words.open}</a>
        </p>
        <p style="margin:0;font-size:12px;color:#5f5a53">{words.why}</p>
      </body>
    </html>
  );
}

/** The same for readers that show no HTML. */
export function noticePlain({ where, heading, body, url, open, why }: NoticeWords): string {
  return [where, `${heading}.`, body, `${open}:\n${url}`, why].join("\n\n") + "\n";
}
