import type { Locale } from "../../src/lib/locale.ts";
import { MailButton } from "./button.tsx";
import { FONT, QUIET } from "./colours.ts";
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
  return (
    <MailDocument locale={words.locale} subject={words.heading}>
      <tr>
        <td style={`padding:24px;${FONT}`}>
          <p class="m-quiet" style={`margin:0 0 16px;font-size:14px;color:${QUIET}`}>{words.where}</p>
          <h1 style="margin:0 0 12px;font-size:20px;line-height:1.3;text-wrap:balance">
            <Unbroken text={words.heading} />
          </h1>
          <p style="margin:0 0 16px;font-size:16px;line-height:1.5;white-space:pre-line">{words.body}</p>
          <p style="margin:0 0 24px;font-size:14px">
            <MailButton url={words.url} label={words.open} accent={null} />
          </p>
          <p class="m-quiet" style={`margin:0;font-size:12px;color:${QUIET}`}>{words.why}</p>
        </td>
      </tr>
    </MailDocument>
  );
}

/** A number of an order stays on one line. */
function Unbroken({ text }: { text: string }) {
  return (
    <>
      {text.split(/([A-Z0-9]+-\d+)/).map((piece, at) =>
        at % 2 === 0 ? piece : <span style="white-space:nowrap">{piece}</span>
      )}
    </>
  );
}

/** Shop and branch; the one name where both have the same. */
export function placeWords(shop: string, branch: string): string {
  return shop === branch ? shop : `${shop}, ${branch}`;
}

/** The same for readers that show no HTML. */
export function noticePlain({ where, heading, body, url, open, why }: NoticeWords): string {
  return [where, `${heading}.`, body, `${open}:\n${url}`, why].join("\n\n") + "\n";
}
