import type { SessionPage as Session } from "../../src/cash/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Layout } from "../layout.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { CountPanel, Entries, SessionChip, SessionFacts } from "./parts.tsx";
import { cashText } from "./text.ts";

interface SessionPageProps {
  viewer: Viewer;
  session: Session;
  /** A receipt printer of its branch takes the report. */
  prints: boolean;
  formKey: string;
}

/** One session as it stands, or as it was closed. */
export function SessionPage(props: SessionPageProps) {
  const { viewer, session } = props;
  const text = cashText[viewer.locale];
  const title = text.session.ofPerson(session.till, session.user.name);
  const last = session.counts.at(-1);
  return (
    <Layout viewer={viewer} title={title} section="cash">
      <PageHeader
        title={title}
        aside={<SessionChip viewer={viewer} session={session} />}
        back={{ href: paths.cashSessions(), label: text.list.title }}
        actions={session.closedAt !== null
          ? <Papers {...props} />
          : (
            <LinkButton variant="primary" icon="lock" href={paths.cashCount(session.id)}>
              {session.own ? text.session.close : text.session.closeOther}
            </LinkButton>
          )}
      />
      <div class="split facts-first">
        <div>
          <Entries viewer={viewer} session={session} />
        </div>
        <div>
          <Panel aria-label={title}>
            <SessionFacts viewer={viewer} session={session} />
          </Panel>
          {session.closedAt !== null && last && <CountPanel viewer={viewer} session={session} count={last} />}
        </div>
      </div>
    </Layout>
  );
}

function Papers({ viewer, session, prints, formKey }: SessionPageProps) {
  const text = cashText[viewer.locale].session;
  const { page } = orderText[viewer.locale];
  return (
    <>
      <LinkButton icon="file-text" href={paths.cashSessionReport(session.id, "a4")} target="_blank">
        {text.report} {page.a4}
      </LinkButton>
      <LinkButton icon="receipt" href={paths.cashSessionReport(session.id, "80mm")} target="_blank">
        {page.roll}
      </LinkButton>
      {prints && (
        <form method="post" action={paths.cashSessionPrint(session.id)}>
          <CsrfField viewer={viewer} />
          <input type="hidden" name="form_key" value={formKey} />
          <Button icon="printer">{text.print}</Button>
        </form>
      )}
    </>
  );
}
