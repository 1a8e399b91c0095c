import type { FieldErrors } from "../../src/lib/app_error.ts";
import { formatDateTime } from "../../src/lib/dates.ts";
import { fingerprint } from "../../src/lib/seal.ts";
import { paths } from "../../src/paths.ts";
import type { Verdict } from "../../src/quotes/verify.ts";
import { text as adminText } from "../admin/text.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { controlAttributes, Field } from "../components/field.tsx";
import { DescriptionList, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Code, Notice } from "../components/status.tsx";
import { DossierKeys, type DossierKeysProps } from "../dossier/key.tsx";
import { errorOf } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { sheetText } from "./sheet_text.ts";
import { quoteText } from "./text.ts";

interface VerifyPageProps {
  viewer: Viewer;
  /** Public key of this shop's seal. */
  ownKey: string;
  /** That sign the files of orders. */
  dossierKeys: DossierKeysProps["dossierKeys"];
  errors?: FieldErrors;
  result?: Result;
}

interface Result {
  verdict: Verdict;
  /** Whether it agrees with what the database keeps; null when nothing is kept under its name. */
  record: boolean | null;
}

/** Upload a certificate, read the verdict. */
export function VerifyPage({ viewer, ownKey, dossierKeys, errors = {}, result }: VerifyPageProps) {
  const text = quoteText[viewer.locale].verify;
  const field = {
    viewer,
    name: "file",
    label: text.file,
    error: errorOf(viewer, errors, "file"),
    required: true,
  };
  return (
    <Layout viewer={viewer} title={text.title} section="admin" width="narrow">
      <PageHeader
        title={text.title}
        lead={text.lead}
        back={{ href: paths.admin(), label: adminText[viewer.locale].title }}
      />
      {result && <Outcome viewer={viewer} {...result} />}
      <Panel aria-label={text.file}>
        <form method="post" action={paths.certificates()} enctype="multipart/form-data" class="stack">
          <CsrfField viewer={viewer} />
          <Field {...field}>
            <input class="control file" type="file" accept="application/pdf" {...controlAttributes(field)} />
          </Field>
          <div class="row end">
            <Button variant="primary" icon="badge-check">{text.submit}</Button>
          </div>
        </form>
      </Panel>
      <p class="hint">
        {text.ownKey}: <Code>{fingerprint(ownKey)}</Code>
      </p>
      <DossierKeys viewer={viewer} dossierKeys={dossierKeys} />
    </Layout>
  );
}

function Outcome({ viewer, verdict, record }: Result & { viewer: Viewer }) {
  const text = quoteText[viewer.locale].verify;
  const { signature, ...others } = verdict.checks;
  const signed = verdict.evidence?.decision.signature ?? null;
  const checks: [string, boolean | null][] = [
    ...Object.entries(others),
    ...(signed === null ? [] : [["signature", signature] as [string, boolean | null]]),
    ["record", record],
  ];
  const genuine = verdict.genuine && record !== false;
  return (
    <div role="status" class="stack">
      <Notice tone={genuine ? "ready" : "problem"} title={genuine ? text.genuine : text.altered}>
        <ul class="stack tight" aria-label={text.checked}>
          {checks.map(([name, ok]) => (
            <li class="row apart">
              <span>{text.checks[name] ?? name}</span>
              <Chip
                small
                tone={ok === null ? "closed" : ok ? "ready" : "problem"}
                label={ok === null ? text.unknown : ok ? text.ok : text.bad}
              />
            </li>
          ))}
        </ul>
      </Notice>
      <Says viewer={viewer} verdict={verdict} />
    </div>
  );
}

/** What the file claims, whatever the verdict. */
function Says({ viewer, verdict: { evidence, publicKey } }: { viewer: Viewer; verdict: Verdict }) {
  const words = quoteText[viewer.locale];
  if (!evidence) return null;
  const { decision, order } = evidence;
  const made = decision.made === "approved" ? words.certificate.approved : words.certificate.rejected;
  return (
    <Panel heading={words.verify.says} headingId="verify-says">
      <DescriptionList
        facts={[
          { term: words.certificate.title, value: made },
          {
            term: words.panel.version(evidence.quote.revision),
            value: <a href={paths.order(order.number)}>{order.number}</a>,
          },
          { term: words.certificate.who, value: decision.who },
          { term: words.certificate.how, value: sheetText[viewer.locale].channels[decision.channel] },
          { term: words.certificate.at, value: formatDateTime(Date.parse(decision.at), viewer) },
          { term: words.certificate.ip, value: decision.ip },
          {
            term: words.certificate.key,
            value: publicKey && <Code>{fingerprint(publicKey)}</Code>,
            wide: true,
          },
          { term: words.certificate.statement, value: <p class="prose">{evidence.text}</p>, wide: true },
        ]}
      />
    </Panel>
  );
}
