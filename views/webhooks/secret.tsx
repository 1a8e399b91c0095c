import { paths } from "../../src/paths.ts";
import { CopyButton } from "../components/copy.tsx";
import { LinkButton } from "../components/button.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

interface SecretProps {
  viewer: Viewer;
  id: string;
  secret: string;
  /** It takes the place of another one. */
  renewed?: boolean;
}

/** The only page that ever shows a secret, and once. */
export function SecretShownPage({ viewer, id, secret, renewed = false }: SecretProps) {
  const t = text[viewer.locale];
  const title = renewed ? t.rotated : t.made;
  return (
    <Layout viewer={viewer} title={title} section="admin" width="narrow">
      <PageHeader title={title} back={{ href: paths.webhooks(), label: t.title }} />
      <Notice tone="waiting" title={t.showOnce}>
        <p>{t.showOnceText}</p>
      </Notice>
      <Panel heading={t.secret} headingId="secret">
        <code class="code shown-once" id="new-secret-text">{secret}</code>
        <div>
          <CopyButton viewer={viewer} value={secret} />
        </div>
      </Panel>
      <Panel heading={t.verify} headingId="verify">
        <pre class="code-block">{EXAMPLE}</pre>
      </Panel>
      <div class="row">
        <LinkButton href={paths.webhook(id)} variant="primary" iconEnd="arrow-right">{t.goOn}</LinkButton>
      </div>
    </Layout>
  );
}

const EXAMPLE = `import { Webhook } from "standardwebhooks";

const event = new Webhook(process.env.WEBHOOK_SECRET)
  .verify(rawBody, request.headers);`;
