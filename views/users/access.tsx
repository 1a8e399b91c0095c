import { formatDateTime } from "../../src/lib/dates.ts";
import { paths } from "../../src/paths.ts";
import type { UserPage } from "../../src/users/queries.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

interface LockoutProps {
  viewer: Viewer;
  user: UserPage;
  lockout: NonNullable<UserPage["lockout"]>;
}

/** Somebody guessed too often: says so, and lets the user try again at once. */
export function LockoutNotice({ viewer, user, lockout }: LockoutProps) {
  const t = text[viewer.locale];
  return (
    <Notice tone="problem" title={t.lockedTitle}>
      <p>{t.locked(lockout.failures, formatDateTime(lockout.until, viewer))}</p>
      <form method="post" action={paths.userUnlock(user.id)}>
        <CsrfField viewer={viewer} />
        <Button icon="key-round">{t.unlock}</Button>
      </form>
    </Notice>
  );
}

/** Whether the password alone lets them in, and the way back for who lost phone and codes. */
export function SecondFactorPanel({ viewer, user }: { viewer: Viewer; user: UserPage }) {
  const t = text[viewer.locale];
  const { factor } = user;
  const own = viewer.user?.id === user.id;
  return (
    <Panel heading={t.factor} headingId="factor" icon="smartphone">
      <p>
        {factor ? t.factorSince(formatDateTime(factor.since, viewer), factor.codesLeft) : t.factorNone}
      </p>
      {user.passkeys > 0 && <p>{t.passkeys(user.passkeys)}</p>}
      {own && (
        <p>
          {t.factorOwn} <a href={paths.account()}>{t.ownAccount}</a>.
        </p>
      )}
      {(factor || user.passkeys > 0) && !own && (
        <ConfirmForm
          viewer={viewer}
          action={paths.userTwoFactorsEnd(user.id)}
          question={t.factorEndQuestion(user.name)}
          label={t.factorEnd}
          icon="ban"
        />
      )}
    </Panel>
  );
}
