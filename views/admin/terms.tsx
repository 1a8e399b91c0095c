import type { TermsRow } from "../../src/admin/queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { type Locale, LOCALES } from "../../src/lib/locale.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextArea } from "../components/inputs.tsx";
import { Tabs } from "../components/list.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { DataTable } from "../components/table.tsx";
import { DateTimeText } from "../components/time.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

export interface TermsPageProps {
  viewer: Viewer;
  /** Language that is being written. */
  locale: Locale;
  typed: Typed;
  /** Every version in every language, newest first. */
  versions: readonly TermsRow[];
  errors?: FieldErrors;
  /** What somebody published while `typed` was being written. */
  replacedBy?: { version: number; text: string };
}

const FORM = "terms-form";

export function TermsPage({ viewer, locale, typed, versions, errors = {}, replacedBy }: TermsPageProps) {
  const t = text[viewer.locale];
  const words = frameText[viewer.locale].conflict;
  const current = versions.find((one) => one.locale === locale);
  return (
    <Layout viewer={viewer} title={t.terms} section="admin" width="narrow">
      <PageHeader title={t.terms} lead={t.termsLead} back={{ href: paths.admin(), label: t.title }} />
      <Tabs
        label={t.language}
        tabs={LOCALES.map((one) => ({
          href: `${paths.terms()}?idioma=${one}`,
          label: t.languages[one],
          current: one === locale,
        }))}
      />
      {replacedBy && (
        <ConflictPanel
          viewer={viewer}
          fields={[{
            label: t.termsDiffer,
            theirs: onlyIn(replacedBy.text, typedText(typed, "text")),
            yours: onlyIn(typedText(typed, "text"), replacedBy.text),
            differs: true,
          }]}
        >
          <LinkButton href={`${paths.terms()}?idioma=${locale}`}>{words.keepTheirs}</LinkButton>
          <Button variant="primary" form={FORM}>{words.keepYours}</Button>
        </ConflictPanel>
      )}
      <form method="post" action={paths.terms()} id={FORM} class="stack" data-guard="">
        <CsrfField viewer={viewer} />
        <input
          type="hidden"
          name="version"
          value={replacedBy ? String(replacedBy.version) : typedText(typed, "version")}
        />
        <input type="hidden" name="locale" value={locale} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <Panel heading={current ? t.termsCurrent(current.version) : t.termsNone} headingId="terms">
          <TextArea
            viewer={viewer}
            name="text"
            label={t.termsText}
            hint={t.termsHint}
            rows={16}
            maxlength={10_000}
            required
            value={typedText(typed, "text")}
            error={errorOf(viewer, errors, "text")}
          />
        </Panel>
        <div class="act-bar">
          <Button variant="primary" icon="save">{t.publish}</Button>
        </div>
      </form>
      <Panel flush heading={t.versions} headingId="versions">
        <DataTable
          viewer={viewer}
          caption={t.versions}
          rows={versions}
          empty={<p class="muted">{t.noTerms}</p>}
          columns={[
            { label: t.version, cell: (row) => `${t.version} ${row.version}` },
            { label: t.language, cell: (row) => t.languages[row.locale] },
            { label: t.published, cell: (row) => <DateTimeText viewer={viewer} at={row.createdAt} /> },
            { label: t.by, cell: (row) => row.by ?? "Reparo" },
          ]}
        />
      </Panel>
    </Layout>
  );
}

/** The paragraphs of a text that the other one does not have. */
function onlyIn(text: string, other: string): string {
  const paragraphs = (whole: string) => whole.replaceAll("\r\n", "\n").split("\n").map((one) => one.trim());
  const known = new Set(paragraphs(other));
  return paragraphs(text).filter((one) => !known.has(one)).join("\n") || "—";
}
