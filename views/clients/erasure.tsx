import { erasureObstacle, type ErasureObstacles } from "../../src/clients/erasure.ts";
import type { ClientPage } from "../../src/clients/queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Checkbox } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Code, Notice } from "../components/status.tsx";
import { DateText } from "../components/time.tsx";
import { fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

interface ErasureProps {
  viewer: Viewer;
  client: ClientPage;
  obstacles: ErasureObstacles;
  typed?: Typed;
  errors?: FieldErrors;
}

/** Says what goes and what stays before anything is erased. */
export function ErasurePage(props: ErasureProps) {
  const { viewer, client, obstacles } = props;
  const t = text[viewer.locale].erasure;
  const hindered = erasureObstacle(obstacles) !== null;
  return (
    <Layout viewer={viewer} title={t.title} section="clients" width="narrow">
      <PageHeader
        title={t.title}
        lead={client.name}
        back={{ href: paths.client(client.id), label: client.name }}
      />
      <Panel heading={t.copyTitle} headingId="copy" icon="file-text">
        <p>{t.copyText}</p>
        <form class="row end" method="post" action={paths.clientData(client.id)}>
          <CsrfField viewer={viewer} />
          <Button icon="download">{t.copy}</Button>
        </form>
      </Panel>
      {client.erasedAt !== null
        ? (
          <Notice tone="closed">
            {t.erasedOn} <DateText viewer={viewer} at={client.erasedAt} />.
          </Notice>
        )
        : hindered
        ? <Obstacles viewer={viewer} obstacles={obstacles} />
        : <ErasureForm {...props} />}
    </Layout>
  );
}

function Obstacles({ viewer, obstacles: { open, unsettled } }: Pick<ErasureProps, "viewer" | "obstacles">) {
  const t = text[viewer.locale].erasure;
  const lists = [{ title: t.open, numbers: open }, { title: t.unsettled, numbers: unsettled }];
  return (
    <Notice tone="waiting" title={t.notYet}>
      {lists.filter(({ numbers }) => numbers.length > 0).map(({ title, numbers }) => (
        <p>
          {title} {numbers.map((number, index) => (
            <>
              {index > 0 && ", "}
              <a href={paths.order(number)}>
                <Code>{number}</Code>
              </a>
            </>
          ))}
        </p>
      ))}
    </Notice>
  );
}

function ErasureForm({ viewer, client, typed, errors = {} }: ErasureProps) {
  const t = text[viewer.locale].erasure;
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <form class="stack" method="post" action={paths.clientErasure(client.id)} data-guard="">
      <CsrfField viewer={viewer} />
      <input type="hidden" name="version" value={typedText(typed, "version") || String(client.version)} />
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <Panel heading={t.goesTitle} headingId="goes" icon="trash-2">
        <p>{t.goes}</p>
        <p>{t.stays}</p>
        <TextInput {...field("reason")} label={t.reason} hint={t.reasonHint} required maxlength={300} />
        <Checkbox
          {...field("sure")}
          value="1"
          label={t.sure(client.name)}
          checked={typedText(typed, "sure") === "1"}
          required
        />
      </Panel>
      <div class="act-bar">
        <LinkButton variant="quiet" href={paths.client(client.id)}>{text[viewer.locale].cancel}</LinkButton>
        <Button variant="danger" icon="trash-2">{t.erase}</Button>
      </div>
    </form>
  );
}
