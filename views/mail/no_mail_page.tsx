import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { PublicLayout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { noMailText } from "./no_mail_text.ts";

export interface NoMailProps {
  viewer: Viewer;
  /** Whether the client takes the mails that they can do without. */
  wanted: boolean;
  token: string;
}

/** Where a client chooses whether to get the mails that they can do without. */
export function NoMailPage({ viewer, wanted, token }: NoMailProps) {
  const t = noMailText[viewer.locale];
  return (
    <PublicLayout viewer={viewer} title={t.title} shape="gate">
      <Panel>
        <h1>{t.title}</h1>
        {!wanted && <Notice tone="ready">{t.stopped(viewer.shop.name)}</Notice>}
        <p>{t.about(viewer.shop.name)}</p>
        <form method="post" action={paths.noMail(token)}>
          <input type="hidden" name="wanted" value={wanted ? "" : "1"} />
          <Button variant={wanted ? "primary" : "plain"}>{wanted ? t.stop : t.start}</Button>
        </form>
      </Panel>
    </PublicLayout>
  );
}
