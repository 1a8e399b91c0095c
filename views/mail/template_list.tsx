import { type Locale, LOCALES } from "../../src/lib/locale.ts";
import { TEMPLATE_KINDS, TEMPLATE_PARTS, type TemplateKind } from "../../src/mail/message.ts";
import type { WrittenTemplate } from "../../src/mail/template_queries.ts";
import { paths } from "../../src/paths.ts";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Chip } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { DEFAULT_TEMPLATES } from "./templates.ts";
import { templateText } from "./template_text.ts";
import { text } from "./text.ts";

export interface TemplateListProps {
  viewer: Viewer;
  written: readonly WrittenTemplate[];
}

/** Every kind of mail to clients, with its words in each language. */
export function TemplateListPage({ viewer, written }: TemplateListProps) {
  const t = templateText[viewer.locale];
  const kinds = text[viewer.locale].kinds;
  return (
    <Layout viewer={viewer} title={t.title} section="admin">
      <PageHeader title={t.title} lead={t.lead} back={{ href: paths.admin(), label: t.back }} />
      <Panel flush aria-label={t.caption}>
        <DataTable
          viewer={viewer}
          caption={t.caption}
          rows={TEMPLATE_KINDS.map((kind) => ({ kind }))}
          href={({ kind }) => paths.mailTemplate(kind, viewer.locale)}
          columns={[
            { label: t.kind, width: "grow", cell: ({ kind }) => kinds[kind] },
            ...LOCALES.map((locale) => ({
              label: t.languages[locale],
              cell: ({ kind }: { kind: TemplateKind }) => (
                <a
                  href={paths.mailTemplate(kind, locale)}
                  aria-label={`${t.edit(kinds[kind], t.languages[locale])}: ${
                    isChanged(written, { kind, locale }) ? t.changed : t.original
                  }`}
                >
                  <ChangedChip viewer={viewer} changed={isChanged(written, { kind, locale })} />
                </a>
              ),
            })),
          ]}
        />
      </Panel>
    </Layout>
  );
}

export function ChangedChip({ viewer, changed }: { viewer: Viewer; changed: boolean }) {
  const t = templateText[viewer.locale];
  return <Chip tone={changed ? "active" : "closed"} label={changed ? t.changed : t.original} small />;
}

/** Whether the shop says something else than the product does. */
export function isChanged(
  written: readonly WrittenTemplate[],
  { kind, locale }: { kind: TemplateKind; locale: Locale },
): boolean {
  const own = written.find((one) => one.kind === kind && one.locale === locale);
  if (!own || own.subject === "") return false;
  return TEMPLATE_PARTS.some((part) => own[part] !== DEFAULT_TEMPLATES[locale][kind][part].trim());
}
