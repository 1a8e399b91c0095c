import type { Passkey } from "../../src/auth/passkey_queries.ts";
import type { SecondFactor } from "../../src/auth/second_factor.ts";
import { paths } from "../../src/paths.ts";
import type { UserSession } from "../../src/users/queries.ts";
import { LinkButton } from "../components/button.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Layout } from "../layout.tsx";
import { Sessions } from "../users/sessions.tsx";
import type { Viewer } from "../viewer.ts";
import { PasskeysPanel } from "./passkeys.tsx";
import { text } from "./text.ts";
import { TwoFactorsPanel } from "./two_factors.tsx";

interface AccountPageProps {
  viewer: Viewer;
  sessions: readonly UserSession[];
  ownSession: string;
  factor: SecondFactor | null;
  /** The shop asks for a second step: it cannot be removed. */
  needed: boolean;
  /** Null where browsers know none. */
  passkeys: readonly Passkey[] | null;
}

/** What keeps one's own account safe: the password, the second step and where one is signed in. */
export function AccountPage({ viewer, sessions, ownSession, factor, needed, passkeys }: AccountPageProps) {
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.title} width="narrow">
      <PageHeader title={t.title} lead={t.lead} />
      <Panel heading={t.password} headingId="password" icon="key-round">
        <p>{t.passwordText}</p>
        <div class="row">
          <LinkButton href={paths.password()} icon="pencil">{t.changePassword}</LinkButton>
        </div>
      </Panel>
      <TwoFactorsPanel viewer={viewer} factor={factor} needed={needed} />
      {passkeys && <PasskeysPanel viewer={viewer} passkeys={passkeys} />}
      <Sessions
        viewer={viewer}
        sessions={sessions}
        ownSession={ownSession}
        endOf={(session) => session === ownSession ? null : paths.accountSession(session)}
        all={sessions.length > 1 && {
          action: paths.accountSessions(),
          label: t.endOthers,
          question: t.endOthersQuestion,
        }}
      />
    </Layout>
  );
}
