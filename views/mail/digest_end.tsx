import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { Panel } from "../components/panel.tsx";
import { PublicLayout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { digestText } from "./digest_text.ts";

/** A button, since readers of mail follow links by themselves. */
export function DigestEndPage({ viewer, wanted, token }: { viewer: Viewer; wanted: boolean; token: string }) {
  const t = digestText[viewer.locale].end;
  const title = wanted ? t.title : t.done;
  return (
    <PublicLayout viewer={viewer} title={title} shape="gate">
      <Panel>
        <h1>{title}</h1>
        <p>{wanted ? t.text : t.doneText}</p>
        {wanted && (
          <form method="post" action={paths.digestEnd(token)}>
            <Button variant="primary">{t.submit}</Button>
          </form>
        )}
      </Panel>
    </PublicLayout>
  );
}
