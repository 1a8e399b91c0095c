import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { Panel } from "../components/panel.tsx";
import { PublicLayout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { reportText } from "./text.ts";

interface EndProps {
  viewer: Viewer;
  recipient: { id: string; address: string; unsubscribedAt: number | null };
  token: string;
}

/** A button, since readers of mail follow links by themselves. */
export function ReportEndPage({ viewer, recipient: { id, address, unsubscribedAt }, token }: EndProps) {
  const t = reportText[viewer.locale];
  const { name } = viewer.shop;
  const title = unsubscribedAt === null ? t.stopTitle : t.stopped;
  return (
    <PublicLayout viewer={viewer} title={title} shape="gate">
      <Panel>
        <h1>{title}</h1>
        <p>{unsubscribedAt === null ? t.stopText(address, name) : t.stoppedText(name)}</p>
        {unsubscribedAt === null && (
          <form method="post" action={paths.reportEnd(id, token)}>
            <Button variant="primary">{t.stop}</Button>
          </form>
        )}
      </Panel>
    </PublicLayout>
  );
}
