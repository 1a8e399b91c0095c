import type { Child } from "hono/jsx";
import { devPaths } from "../../src/dev/paths.ts";
import { sqlTime } from "../../src/dev/record.ts";
import type { ShownPart, ShownRequest, ShownStatement } from "../../src/dev/shown.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { devText, milliseconds } from "./text.ts";

interface Props {
  locale: Locale;
  request: ShownRequest;
}

/** All that is known of one request. */
export function RequestDetail({ locale, request }: Props) {
  const text = devText[locale];
  return (
    <div class="dev-request">
      <h2>
        {request.method} {request.route}
      </h2>
      <Figures locale={locale} request={request} />
      <p class="row">
        <a href={devPaths.mails()}>{text.messages(request.messages)}</a>
        <a href={devPaths.components(locale, "system")}>{text.components}</a>
      </p>
      {request.repeated.map(({ shape, count, ms }) => (
        <div class="dev-warning">
          <p>
            <strong>{text.many}</strong> {text.repeated(count, milliseconds(locale, ms))}
          </p>
          <pre>{shape}</pre>
        </div>
      ))}
      <Section title={text.statements} count={request.statements.length} none={text.noStatements} open>
        <ol class="dev-statements">
          {request.statements.map((one) => <Statement locale={locale} statement={one} />)}
        </ol>
      </Section>
      <Section title={text.steps} count={request.steps.length} none="">
        <ol class="dev-steps">
          {request.steps.map(({ path, name, ms }) => (
            <li>
              <span class="dev-code">{path}</span> {name}{" "}
              <span class="dev-figures">{milliseconds(locale, ms)}</span>
            </li>
          ))}
        </ol>
      </Section>
      <Section title={text.lines} count={request.lines.length} none={text.noLines}>
        <ol class="dev-lines">
          {request.lines.map(({ category, level, message, properties }) => (
            <li>
              <span class={level === "info" || level === "debug" ? "dev-mark" : "dev-mark bad"}>{level}</span>
              {" "}
              {category[1]} <strong>{message.join("")}</strong>{" "}
              <span class="dev-code">{JSON.stringify(properties)}</span>
            </li>
          ))}
        </ol>
      </Section>
      <Section title={text.session} count={request.session ? 1 : 0} none={text.noSession}>
        <Session locale={locale} session={request.session} />
      </Section>
      <Section title={text.tree} count={request.tree.length} none={text.noTree}>
        <Tree locale={locale} parts={request.tree} />
      </Section>
    </div>
  );
}

function Figures({ locale, request }: Props) {
  const text = devText[locale];
  const inSql = sqlTime(request.statements);
  return (
    <dl class="dev-facts">
      <Fact term={text.address} value={request.address} />
      <Fact term={text.status} value={request.status} />
      <Fact term={text.duration} value={milliseconds(locale, request.ms)} />
      <Fact term={text.inSql} value={milliseconds(locale, inSql)} />
    </dl>
  );
}

function Fact({ term, value }: { term: string; value: Child }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Section(
  { title, count, none, open, children }: {
    title: string;
    count: number;
    none: string;
    open?: boolean;
    children: Child;
  },
) {
  if (count === 0) return <p class="dev-none">{none}</p>;
  return (
    <details class="dev-section" open={open}>
      <summary>
        {title} <span class="dev-figures">{count}</span>
      </summary>
      {children}
    </details>
  );
}

function Statement({ locale, statement }: { locale: Locale; statement: ShownStatement }) {
  const text = devText[locale];
  const { sql, parameters, ms, rows, askers, alike, plan, whole } = statement;
  return (
    <li>
      <details>
        <summary>
          <code>{sql.length > 160 ? `${sql.slice(0, 160)}…` : sql}</code>
          {alike > 1 && <span class="dev-mark">{text.times(alike)}</span>}
          {whole.length > 0 && <span class="dev-mark bad">{text.whole(whole.join(", "))}</span>}
          <span class="dev-figures">
            {ms === null ? text.failed : milliseconds(locale, ms)} · {text.rows(rows)}
          </span>
          <span class="dev-code">{askers[0]}</span>
        </summary>
        <pre>{sql}</pre>
        {parameters.length > 0 && (
          <p>
            {text.values}: <span class="dev-code">{parameters.join(" · ")}</span>
          </p>
        )}
        {plan !== null && (
          <>
            <p>{text.plan}</p>
            <pre>{plan}</pre>
          </>
        )}
        <p>{text.asked}</p>
        <ol class="dev-code">{askers.map((one) => <li>{one}</li>)}</ol>
      </details>
    </li>
  );
}

function Session({ locale, session }: { locale: Locale; session: ShownRequest["session"] }) {
  if (session === null) return null;
  const text = devText[locale];
  return (
    <dl class="dev-facts">
      <Fact term={text.user} value={session.user} />
      <Fact term={text.role} value={session.role} />
      <Fact term={text.branch} value={session.branch ?? "—"} />
      <Fact term={text.confirmed} value={new Date(session.confirmedAt).toISOString()} />
      <Fact term={text.twoFactors} value={session.twoFactors ? text.yes : text.no} />
    </dl>
  );
}

function Tree({ locale, parts }: { locale: Locale; parts: readonly ShownPart[] }) {
  return (
    <ul class="dev-tree">
      {parts.map(({ name, count, ms, parts: within }) => (
        <li>
          {name}
          {count > 1 && ` ×${count}`} <span class="dev-figures">{milliseconds(locale, ms)}</span>
          {within.length > 0 && <Tree locale={locale} parts={within} />}
        </li>
      ))}
    </ul>
  );
}
