import { devPaths } from "../../src/dev/paths.ts";
import type { SentMail } from "../../src/dev/mail_queries.ts";
import type { Locale } from "../../src/lib/locale.ts";
import type { TriedMail } from "../../src/mail/trial.ts";
import { ToolPage } from "./frame.tsx";
import { devText } from "./text.ts";

export interface ShownTemplate extends Pick<TriedMail, "subject" | "text"> {
  kind: string;
}

interface Props {
  locale: Locale;
  sent: readonly SentMail[];
  templates: readonly ShownTemplate[];
}

/** What the development database has of mails, and each kind of mail, to clients and to the shop, with what it tells. */
export function MailsPage({ locale, sent, templates }: Props) {
  const text = devText[locale];
  return (
    <ToolPage locale={locale} title={text.messages(0)}>
      <nav class="row" aria-label={text.kinds}>
        {(["es", "en"] as const).map((one) => (
          <a href={`${devPaths.mails()}?idioma=${one}`} aria-current={one === locale ? "page" : undefined}>
            {one}
          </a>
        ))}
        {templates.map(({ kind }) => <a href={`#${kind}`}>{kind}</a>)}
      </nav>
      <section aria-labelledby="sent">
        <h2 id="sent">{text.sent}</h2>
        {sent.length === 0 ? <p>{text.noneSent}</p> : (
          <ol class="dev-recent">
            {sent.map(({ id, kind, subject, state, created_at }) => (
              <li>
                <a href={devPaths.mail(id)}>
                  <span class={state === "failed" ? "dev-mark bad" : "dev-mark"}>{state}</span>
                  <span>{subject}</span>
                  <span class="dev-figures">
                    {kind} · {new Date(created_at).toISOString()}
                  </span>
                </a>
              </li>
            ))}
          </ol>
        )}
      </section>
      <section aria-labelledby="kinds">
        <h2 id="kinds">{text.kinds}</h2>
        {templates.length === 0 && <p>{text.noShop}</p>}
        {templates.map((one) => (
          <section id={one.kind} class="dev-story" aria-labelledby={`${one.kind}-title`}>
            <h3 id={`${one.kind}-title`}>{one.kind}</h3>
            <Mail locale={locale} mail={one} src={devPaths.template(one.kind, locale)} />
          </section>
        ))}
      </section>
    </ToolPage>
  );
}

/** One mail of the database. */
export function MailPage({ locale, mail }: { locale: Locale; mail: SentMail }) {
  return (
    <ToolPage locale={locale} title={mail.subject}>
      <p>
        {mail.kind} · {mail.state} · {mail.to_address}
      </p>
      <Mail locale={locale} mail={mail} src={devPaths.mailHtml(mail.id)} />
    </ToolPage>
  );
}

function Mail(
  { locale, mail: { subject, text }, src }: {
    locale: Locale;
    mail: { subject: string; text: string };
    src: string;
  },
) {
  return (
    <>
      <p>
        <strong>{subject}</strong>
      </p>
      <div class="dev-mail">
        <iframe src={src} title={`HTML: ${subject}`} loading="lazy" sandbox=""></iframe>
        <pre aria-label={devText[locale].plain}>{text}</pre>
      </div>
    </>
  );
}
