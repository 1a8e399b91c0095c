import type { UserSession } from "../../src/users/queries.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Icon, type IconName } from "../components/icon.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { Panel } from "../components/panel.tsx";
import { Chip } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { DateTimeText, TimeAgo } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { type BrowserDevice, browserOf } from "./browser.ts";
import { text } from "./text.ts";

interface SessionsProps {
  viewer: Viewer;
  sessions: readonly UserSession[];
  ownSession: string;
  /** Where one is ended; null for one that ends by signing out. */
  endOf: (session: string) => string | null;
  /** The button that ends several at once, false for none. */
  all: { action: string; label: string; question: string } | false;
}

/** Where somebody is signed in, each to be ended from here. */
export function Sessions({ viewer, sessions, ownSession, endOf, all }: SessionsProps) {
  const t = text[viewer.locale];
  return (
    <Panel
      heading={t.sessions}
      headingId="sessions"
      icon="monitor"
      flush={sessions.length > 0}
      actions={all && <ConfirmForm viewer={viewer} {...all} size="small" />}
    >
      <DataTable
        viewer={viewer}
        caption={t.sessionsCaption}
        rows={sessions}
        empty={<p class="muted">{t.noSessions}</p>}
        columns={[
          {
            label: t.device,
            cell: (session) => (
              <span class="row">
                <BrowserWords viewer={viewer} userAgent={session.userAgent} />
                {session.id === ownSession && <Chip tone="active" small label={t.here} />}
              </span>
            ),
          },
          { label: t.address, cell: (session) => <span class="mono">{session.ip}</span> },
          { label: t.lastSeen, cell: (session) => <TimeAgo viewer={viewer} at={session.lastSeenAt} /> },
          {
            label: t.since,
            cell: (session) => <DateTimeText viewer={viewer} at={session.createdAt} />,
          },
          {
            label: t.end,
            actions: true,
            cell: (session) => <EndSession viewer={viewer} action={endOf(session.id)} />,
          },
        ]}
      />
    </Panel>
  );
}

function EndSession({ viewer, action }: { viewer: Viewer; action: string | null }) {
  return action !== null && (
    <form method="post" action={action}>
      <CsrfField viewer={viewer} />
      <Button size="small" icon="log-out">{text[viewer.locale].end}</Button>
    </form>
  );
}

const DEVICE_ICON = { phone: "smartphone", tablet: "tablet", computer: "monitor" } as const satisfies Record<
  BrowserDevice,
  IconName
>;

function BrowserWords({ viewer, userAgent }: { viewer: Viewer; userAgent: string }) {
  const t = text[viewer.locale];
  const { name, system, device } = browserOf(userAgent);
  const browser = name ?? t.unknownBrowser;
  return (
    <>
      {device && <Icon name={DEVICE_ICON[device]} />}
      <span>
        {device && `${t.devices[device]} · `}
        {system ? `${browser} ${t.on} ${system}` : browser}
      </span>
    </>
  );
}
