import { paths } from "../../src/paths.ts";
import type { UserRow } from "../../src/users/queries.ts";
import { LinkButton } from "../components/button.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Code } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { TimeAgo } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

export function UsersPage({ viewer, users }: { viewer: Viewer; users: readonly UserRow[] }) {
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.title} section="admin">
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: paths.admin(), label: frameText[viewer.locale].nav.admin }}
        actions={<LinkButton variant="primary" icon="user-plus" href={paths.newUser()}>{t.add}</LinkButton>}
      />
      <Panel flush aria-label={t.title}>
        <DataTable
          viewer={viewer}
          caption={t.caption}
          rows={users}
          href={(user) => paths.user(user.id)}
          columns={[
            { label: t.name, cell: (user) => user.name, width: "grow" },
            { label: t.email, line: true, cell: (user) => user.email },
            { label: t.role, cell: (user) => frameText[viewer.locale].roles[user.role] },
            { label: t.branch, cell: (user) => <Code>{user.branch}</Code> },
            { label: t.state, beside: true, cell: (user) => <UserState viewer={viewer} user={user} /> },
            {
              label: t.lastSeen,
              cell: (user) =>
                user.lastSeenAt === null
                  ? <span class="muted">{t.noSession}</span>
                  : <TimeAgo viewer={viewer} at={user.lastSeenAt} />,
            },
          ]}
        />
      </Panel>
    </Layout>
  );
}

export function UserState(
  { viewer, user }: {
    viewer: Viewer;
    user: Pick<UserRow, "active" | "mustChangePassword" | "blocked">;
  },
) {
  const t = text[viewer.locale];
  if (user.active === 0) return <Chip tone="closed" icon="minus" small label={t.inactive} />;
  if (user.blocked) return <Chip tone="problem" small label={t.blocked} />;
  if (user.mustChangePassword === 1) return <Chip tone="waiting" small label={t.firstSignIn} />;
  return <Chip tone="ready" small label={t.active} />;
}
