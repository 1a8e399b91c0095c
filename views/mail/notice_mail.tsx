import type { Locale } from "../../src/lib/locale.ts";
import { buttonColours, FONT, QUIET } from "./colours.ts";
import { MailDocument } from "./document.tsx";

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

export function NoticeMail({ words }: { words: NoticeWords }) {
  const { background, color } = buttonColours(null);
  return (
    <MailDocument locale={words.locale} subject={words.heading}>
      <tr>
        <td style={`padding:24px;${FONT}`}>
          <p class="m-quiet" style={`margin:0 0 16px;font-size:14px;color:${QUIET}`}>{words.where}</p>
          <h1 style="margin:0 0 12px;font-size:20px;line-height:1.3">{words.heading}</h1>
          <p style="margin:0 0 16px;font-size:16px;line-height:1.5">{words.body}</p>
          <p style="margin:0 0 24px;font-size:14px">
            <a
              href={words.url}
              style={`display:inline-block;padding:12px 20px;background:${background};border-radius:6px;text-decoration:none;font-weight:bold`}
            >
              <span style={`color:${color}`}>{words.open}</span>
            </a>
          </p>
          <p class="m-quiet" style={`margin:0;font-size:12px;color:${QUIET}`}>{words.why}</p>
        </td>
      </tr>
    </MailDocument>
  );
}

/** The same for readers that show no HTML. */
export function noticePlain({ where, heading, body, url, open, why }: NoticeWords): string {
  return [where, `${heading}.`, body, `${open}:\n${url}`, why].join("\n\n") + "\n";
}
