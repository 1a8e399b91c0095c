import { paths } from "../../src/paths.ts";
import type { UserPage, UserSession } from "../../src/users/queries.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { Panel } from "../components/panel.tsx";
import { Chip } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { DateTimeText, TimeAgo } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { browserOf } from "./browser.ts";
import { text } from "./text.ts";

interface SessionsProps {
  viewer: Viewer;
  user: UserPage;
  ownSession: string;
}

/** Where somebody is signed in, each to be ended from here. */
export function Sessions({ viewer, user, ownSession }: SessionsProps) {
  const t = text[viewer.locale];
  const end = (session: UserSession) => (
    <form method="post" action={paths.userSession(user.id, session.id)}>
      <CsrfField viewer={viewer} />
      <Button size="small" icon="log-out">{t.end}</Button>
    </form>
  );
  return (
    <Panel
      heading={t.sessions}
      headingId="sessions"
      icon="monitor"
      flush={user.sessions.length > 0}
      actions={user.sessions.length > 1 && (
        <ConfirmForm
          viewer={viewer}
          action={paths.userSessions(user.id)}
          question={t.endAllQuestion(user.name)}
          label={t.endAll}
          size="small"
        />
      )}
    >
      <DataTable
        viewer={viewer}
        caption={t.sessionsCaption}
        rows={user.sessions}
        empty={<p class="muted">{t.noSessions}</p>}
        columns={[
          {
            label: t.browser,
            cell: (session) => (
              <span class="row">
                {browserWords(viewer, session.userAgent)}
                {session.id === ownSession && <Chip tone="active" small label={t.here} />}
              </span>
            ),
          },
          { label: t.address, cell: (session) => <span class="mono">{session.ip}</span> },
          { label: t.lastSeen, cell: (session) => <TimeAgo viewer={viewer} at={session.lastSeenAt} /> },
          {
            label: t.since,
            wideOnly: true,
            cell: (session) => <DateTimeText viewer={viewer} at={session.createdAt} />,
          },
          { label: t.end, actions: true, cell: end },
        ]}
      />
    </Panel>
  );
}

function browserWords(viewer: Viewer, userAgent: string): string {
  const t = text[viewer.locale];
  const { name, system } = browserOf(userAgent);
  const browser = name ?? t.unknownBrowser;
  return system ? `${browser} ${t.on} ${system}` : browser;
}
