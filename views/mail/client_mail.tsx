import { LOGO_ID, type MailLook } from "../../src/mail/message.ts";
import type { Block } from "./blocks.ts";
import { MailButton } from "./button.tsx";
import { FONT, nameColour, QUIET, RULE } from "./colours.ts";
import type { MailContent, MailSection } from "./content.ts";
import { MailDocument } from "./document.tsx";
import type { MailFact } from "./facts.ts";
import { text } from "./text.ts";

const LOGO_BOX = { width: 200, height: 56 };

/** A mail to a client in the shop's look. */
export function ClientMail({ content }: { content: MailContent }) {
  const { look, words, note, attached, sections, place, why } = content;
  const several = sections.length > 1;
  return (
    <MailDocument locale={look.locale} subject={words.subject}>
      <tr>
        <td
          style={`padding:24px 24px 0;${FONT};font-size:14px;font-weight:bold;color:${
            nameColour(look.accent)
          }`}
        >
          <ShopLine {...look} />
        </td>
      </tr>
      <tr>
        <td style={`padding:16px 24px 0;${FONT};font-size:16px;line-height:1.5`}>
          {words.greeting !== "" && <p style="margin:0 0 8px">{words.greeting}</p>}
          <h1 style="margin:0 0 8px;font-size:22px;line-height:1.3;text-wrap:balance">{words.heading}</h1>
          {note !== "" && <p style="margin:0 0 8px;white-space:pre-line">{note}</p>}
          {words.blocks.map((block) => <BlockPart block={block} />)}
          {attached.length > 0 && (
            <p style="margin:0;font-weight:bold">{text[look.locale].attached(attached)}</p>
          )}
        </td>
      </tr>
      {sections.map((section) => <SectionPart content={content} section={section} ruled={several} />)}
      <FactRow facts={place} ruled={several} />
      <tr>
        <td class="m-quiet" style={`padding:24px;${FONT};font-size:12px;line-height:1.5;color:${QUIET}`}>
          <Footer {...look} />
          {why}
        </td>
      </tr>
    </MailDocument>
  );
}

/** The logo goes along with the mail: pictures from elsewhere are held back by most readers. It stands on white by night too. */
function ShopLine({ shop, logo }: MailLook) {
  if (logo === null) return <>{shop}</>;
  const scale = Math.min(LOGO_BOX.width / logo.width, LOGO_BOX.height / logo.height);
  const [width, height] = [Math.round(logo.width * scale), Math.round(logo.height * scale)];
  return (
    <img
      src={`cid:${LOGO_ID}`}
      alt={shop}
      width={width}
      height={height}
      style="display:block;border:0;max-width:100%;background:#ffffff;border-radius:4px"
    />
  );
}

/** Who writes, for readers that show no pictures and for who keeps the mail. */
function Footer({ shop, branch }: MailLook) {
  const parts = [shop, branch.name === shop ? "" : branch.name, branch.address, branch.phone];
  return <p style="margin:0 0 8px">{parts.filter((part) => part !== "").join(" · ")}</p>;
}

function BlockPart({ block: { list, lines } }: { block: Block }) {
  if (list) {
    return (
      <ul style="margin:0 0 8px;padding:0 0 0 20px">
        {lines.map((line) => (
          <li>
            <Line pieces={line} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <p style="margin:0 0 8px">
      {lines.map((line, at) => (
        <>
          {at > 0 && <br />}
          <Line pieces={line} />
        </>
      ))}
    </p>
  );
}

function Line({ pieces }: { pieces: Block["lines"][number] }) {
  return (
    <>
      {pieces.map(({ text, bold, href }) => {
        const said = href === undefined
          ? text
          : <a href={href} style="color:inherit;word-break:break-all">{text}</a>;
        return bold ? <strong>{said}</strong> : said;
      })}
    </>
  );
}

function SectionPart(
  { content, section, ruled }: { content: MailContent; section: MailSection; ruled: boolean },
) {
  const { look, words } = content;
  return (
    <>
      <FactRow facts={section.facts} ruled={ruled} />
      {section.url !== null && words.button !== "" && (
        <ButtonRow look={look} url={section.url} label={words.button} />
      )}
    </>
  );
}

function FactRow({ facts, ruled }: { facts: readonly MailFact[]; ruled: boolean }) {
  if (facts.length === 0) return null;
  return (
    <tr>
      <td style="padding:20px 24px 0">
        {ruled && (
          <div class="m-rule" style={`border-top:1px solid ${RULE};font-size:0;line-height:0;height:14px`}>
            &nbsp;
          </div>
        )}
        <FactTable facts={facts} />
      </td>
    </tr>
  );
}

function FactTable({ facts }: { facts: readonly MailFact[] }) {
  return (
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border={0}>
      {facts.map(({ term, value }) => (
        <tr>
          <td
            class="m-quiet"
            style={`padding:6px 12px 6px 0;${FONT};font-size:14px;color:${QUIET};vertical-align:top;width:38%`}
          >
            {term}
          </td>
          <td style={`padding:6px 0;${FONT};font-size:14px;font-weight:bold;vertical-align:top`}>{value}</td>
        </tr>
      ))}
    </table>
  );
}

function ButtonRow({ look, url, label }: { look: MailLook; url: string; label: string }) {
  return (
    <tr>
      <td style={`padding:20px 24px 0;${FONT};font-size:14px`}>
        <MailButton url={url} label={label} accent={look.accent} />
        <p
          class="m-quiet"
          style={`margin:12px 0 0;font-size:12px;line-height:1.5;color:${QUIET}`}
        >
          {text[look.locale].linkNote}
          <br />
          <span style="word-break:break-all">{url}</span>
        </p>
      </td>
    </tr>
  );
}
