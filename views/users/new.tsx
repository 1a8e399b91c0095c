import { typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Switch } from "../components/choices.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { UserFields, type UserFieldsProps } from "./fields.tsx";
import { text } from "./text.ts";

export function NewUserPage(props: UserFieldsProps & { sendsMail: boolean }) {
  const { viewer } = props;
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.add} section="admin" width="narrow">
      <PageHeader title={t.add} lead={t.addLead} back={{ href: paths.users(), label: t.title }} />
      <form method="post" action={paths.newUser()} class="stack" data-guard="">
        <input type="hidden" name="form_key" value={typedText(props.typed, "form_key")} />
        <Panel aria-label={t.facts}>
          <UserFields {...props} />
          {props.sendsMail && (
            <Switch
              viewer={viewer}
              name="invite"
              label={t.invite}
              hint={t.inviteHint}
              checked={typedText(props.typed, "invite") === "1"}
            />
          )}
        </Panel>
        <div class="act-bar">
          <LinkButton href={paths.users()} variant="quiet">{t.cancel}</LinkButton>
          <Button variant="primary" icon="user-plus">{t.create}</Button>
        </div>
      </form>
    </Layout>
  );
}

export interface PasswordShownProps {
  viewer: Viewer;
  user: { id: string; name: string; email: string };
  password: string;
  /** Whether the user is new or got another password. */
  because: "created" | "reset";
}

/** The only page that ever shows a password, and once. */
export function PasswordShownPage({ viewer, user, password, because }: PasswordShownProps) {
  const t = text[viewer.locale];
  const title = because === "created" ? t.created(user.name) : t.resetDone(user.name);
  return (
    <Layout viewer={viewer} title={title} section="admin" width="narrow">
      <PageHeader title={title} back={{ href: paths.users(), label: t.title }} />
      <Notice tone="waiting" title={t.showOnce}>
        <p>{t.handOver}</p>
      </Notice>
      <Panel aria-label={t.initialPassword}>
        <dl class="facts single">
          <div>
            <dt>{t.email}</dt>
            <dd>{user.email}</dd>
          </div>
          <div>
            <dt>{t.initialPassword}</dt>
            <dd>
              <code class="code shown-once" id="initial-password">{password}</code>
            </dd>
          </div>
        </dl>
      </Panel>
      <div class="row">
        <LinkButton href={paths.user(user.id)}>{t.toUser}</LinkButton>
        <LinkButton href={paths.users()} variant="quiet">{t.back}</LinkButton>
      </div>
    </Layout>
  );
}
