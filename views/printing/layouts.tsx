import { paths } from "../../src/paths.ts";
import type { LabelPreview } from "../../src/printing/label_preview.ts";
import type { LabelTemplate } from "../../src/printing/templates.ts";
import { Tabs } from "../components/list.tsx";
import { Card, PageHeader } from "../components/panel.tsx";
import { Chip } from "../components/status.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { labelPageText } from "./label_page_text.ts";
import { LabelFigure } from "./label_picture.tsx";
import { labelText } from "./label_text.ts";

interface BranchName {
  code: string;
  name: string;
}

export interface LayoutsProps {
  viewer: Viewer;
  branch: BranchName;
  branches: readonly BranchName[];
  cards: readonly { template: LabelTemplate; own: boolean; preview: LabelPreview }[];
}

/** Every label of a branch as it comes out, each the way to its layout. */
export function LayoutsPage({ viewer, branch, branches, cards }: LayoutsProps) {
  const text = labelPageText[viewer.locale].layouts;
  return (
    <Layout viewer={viewer} title={text.title} section="admin">
      <PageHeader title={text.title} lead={text.lead} back={{ href: paths.admin(), label: text.back }} />
      {branches.length > 1 && (
        <Tabs
          label={text.branch}
          tabs={branches.map(({ code, name }) => ({
            href: paths.labelLayouts(`?sucursal=${encodeURIComponent(code)}`),
            label: name,
            current: code === branch.code,
          }))}
        />
      )}
      <ul class="label-cards">
        {cards.map(({ template, own, preview }) => {
          const name = labelText[viewer.locale].templates[template];
          return (
            <li>
              <Card class="stack tight">
                <div class="row apart">
                  <h2>
                    <a
                      class="row-link"
                      href={paths.labelLayout(template, `?sucursal=${encodeURIComponent(branch.code)}`)}
                    >
                      {name}
                    </a>
                  </h2>
                  {own
                    ? <Chip tone="active" icon="pencil" label={text.own} small />
                    : <Chip tone="closed" label={text.shipped} small />}
                </div>
                <LabelFigure preview={preview} label={name} />
              </Card>
            </li>
          );
        })}
      </ul>
    </Layout>
  );
}
