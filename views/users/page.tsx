import type { FieldErrors } from "../../src/lib/app_error.ts";
import { formatDateTime } from "../../src/lib/dates.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { LOCALES } from "../../src/lib/locale.ts";
import { paths } from "../../src/paths.ts";
import type { UserPage as UserData } from "../../src/users/queries.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Switch } from "../components/choices.tsx";
import { type ConflictField, ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Select } from "../components/inputs.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { errorOf } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { LockoutNotice, SecondFactorPanel } from "./access.tsx";
import { type BranchChoice, UserFields } from "./fields.tsx";
import { UserState } from "./list.tsx";
import { Sessions } from "./sessions.tsx";
import { PermissionsPanel } from "./permissions.tsx";
import { text } from "./text.ts";

const FORM = "user-form";

export interface UserPageProps {
  viewer: Viewer;
  user: UserData;
  branches: readonly BranchChoice[];
  /** Whether anything can be mailed to them. */
  sendsMail: boolean;
  /** Session of the one who looks. */
  ownSession: string;
  typed?: Typed;
  errors?: FieldErrors;
  /** Somebody saved `user` while `typed` was being written. */
  conflict?: boolean;
}

export function UserPage(props: UserPageProps) {
  const { viewer, user, branches, ownSession, conflict, typed = typedUser(user), errors = {} } = props;
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={user.name} section="admin" width="narrow">
      <PageHeader
        title={user.name}
        aside={<UserState viewer={viewer} user={{ ...user, blocked: user.lockout !== null }} />}
        back={{ href: paths.users(), label: t.title }}
      />
      {user.lockout && <LockoutNotice viewer={viewer} user={user} lockout={user.lockout} />}
      {conflict && <UserConflict viewer={viewer} user={user} typed={typed} branches={branches} />}
      <form method="post" action={paths.user(user.id)} id={FORM} class="stack" data-guard="">
        <input
          type="hidden"
          name="version"
          value={conflict ? String(user.version) : typedText(typed, "version")}
        />
        <Panel heading={t.facts} headingId="facts">
          <UserFields viewer={viewer} typed={typed} errors={errors} branches={branches} />
          <Select
            viewer={viewer}
            name="locale"
            label={t.language}
            value={typedText(typed, "locale")}
            error={errorOf(viewer, errors, "locale")}
            options={LOCALES.map((one) => ({ value: one, label: t.languages[one] }))}
          />
          <Switch
            viewer={viewer}
            name="active"
            label={t.active}
            hint={t.activeHint}
            checked={typedText(typed, "active") === "1"}
            error={errorOf(viewer, errors, "active")}
          />
        </Panel>
        <div class="act-bar">
          <LinkButton href={paths.users()} variant="quiet">{t.cancel}</LinkButton>
          <Button variant="primary" icon="save">{t.save}</Button>
        </div>
      </form>
      <PermissionsPanel viewer={viewer} user={user} />
      <InvitationPanel viewer={viewer} user={user} sendsMail={props.sendsMail} />
      <PasswordPanel viewer={viewer} user={user} />
      <SecondFactorPanel viewer={viewer} user={user} />
      <Sessions
        viewer={viewer}
        sessions={user.sessions}
        ownSession={ownSession}
        endOf={(session) => paths.userSession(user.id, session)}
        all={user.sessions.length > 1 && {
          action: paths.userSessions(user.id),
          label: t.endAll,
          question: t.endAllQuestion(user.name),
        }}
      />
    </Layout>
  );
}

/** Of who has not chosen a password yet: what was mailed to them, once more, or no longer. */
function InvitationPanel(
  { viewer, user, sendsMail }: { viewer: Viewer; user: UserData; sendsMail: boolean },
) {
  const t = text[viewer.locale];
  const { invitation } = user;
  const waits = user.active === 1 && user.mustChangePassword === 1;
  if (!waits || (!sendsMail && invitation === null)) return null;
  return (
    <Panel heading={t.invitation} headingId="invitation" icon="mail">
      <p>
        {invitation
          ? t.invitedUntil(
            formatDateTime(invitation.sentAt, viewer),
            formatDateTime(invitation.expiresAt, viewer),
          )
          : t.notInvited}
      </p>
      <div class="row">
        {sendsMail && (
          <form method="post" action={paths.userInvitation(user.id)}>
            <CsrfField viewer={viewer} />
            <Button icon="send">{invitation ? t.inviteAgain : t.inviteNow}</Button>
          </form>
        )}
        {invitation && (
          <ConfirmForm
            viewer={viewer}
            action={paths.userInvitationEnd(user.id)}
            question={t.endInvitationQuestion(user.name)}
            label={t.endInvitation}
            icon="ban"
          />
        )}
      </div>
    </Panel>
  );
}

function PasswordPanel({ viewer, user }: { viewer: Viewer; user: UserData }) {
  const t = text[viewer.locale];
  const own = viewer.user?.id === user.id;
  return (
    <Panel heading={t.password} headingId="password" icon="key-round">
      {own
        ? (
          <p>
            {t.ownPassword} <a href={paths.password()}>{t.ownPasswordLink}</a>.
          </p>
        )
        : (
          <>
            <p>{t.passwordText}</p>
            <ConfirmForm
              viewer={viewer}
              action={paths.userPassword(user.id)}
              question={t.resetQuestion(user.name)}
              label={t.reset}
              icon="key-round"
            />
          </>
        )}
    </Panel>
  );
}

interface UserConflictProps {
  viewer: Viewer;
  user: UserData;
  typed: Typed;
  branches: readonly BranchChoice[];
}

function UserConflict({ viewer, user, typed, branches }: UserConflictProps) {
  const t = text[viewer.locale];
  const words = frameText[viewer.locale];
  const roles: Record<string, string> = words.roles;
  const languages: Record<string, string> = t.languages;
  const branch = (id: string) => branches.find((one) => one.id === id)?.name ?? "";
  const yours = (name: string) => typedText(typed, name).trim();
  const activity = (active: boolean) => active ? t.active : t.inactive;
  const fields: ConflictField[] = [
    difference(t.name, user.name, yours("name")),
    difference(t.email, user.email, yours("email")),
    difference(t.role, words.roles[user.role], roles[yours("role")] ?? ""),
    difference(t.branch, branch(user.branch_id), branch(yours("branch_id"))),
    difference(t.language, t.languages[user.locale], languages[yours("locale")] ?? ""),
    difference(t.state, activity(user.active === 1), activity(yours("active") === "1")),
  ];
  return (
    <ConflictPanel viewer={viewer} fields={fields}>
      <LinkButton href={paths.user(user.id)}>{words.conflict.keepTheirs}</LinkButton>
      <Button variant="primary" form={FORM}>{words.conflict.keepYours}</Button>
    </ConflictPanel>
  );
}

function difference(label: string, theirs: string, yours: string): ConflictField {
  return { label, theirs, yours, differs: theirs !== yours };
}

/** The form's own shape of a user that is saved. */
function typedUser({ name, email, role, branch_id, locale, active, version }: UserData): Typed {
  return { name, email, role, branch_id, locale, active: String(active), version: String(version) };
}
