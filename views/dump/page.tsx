import type { FieldErrors } from "../../src/lib/app_error.ts";
import { paths } from "../../src/paths.ts";
import { text as adminText } from "../admin/text.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { errorOf } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { dumpText } from "./text.ts";

export function DumpPage({ viewer, errors = {} }: { viewer: Viewer; errors?: FieldErrors }) {
  const text = dumpText[viewer.locale];
  return (
    <Layout viewer={viewer} title={text.title} section="admin" width="narrow">
      <PageHeader
        title={text.title}
        lead={text.lead}
        back={{ href: paths.admin(), label: adminText[viewer.locale].title }}
      />
      <Notice tone="waiting" title={text.careful}>{text.carefulText}</Notice>
      <Panel aria-label={text.take}>
        <form method="post" action={paths.dump()} class="stack">
          <CsrfField viewer={viewer} />
          <p>{text.how}</p>
          <TextInput
            viewer={viewer}
            name="password"
            type="password"
            label={text.password}
            hint={text.passwordHint}
            required
            autocomplete="current-password"
            error={errorOf(viewer, errors, "password")}
          />
          <div class="row end">
            <Button variant="primary" icon="download">{text.take}</Button>
          </div>
          <p class="hint">{text.big}</p>
        </form>
      </Panel>
    </Layout>
  );
}
