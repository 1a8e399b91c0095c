import { paths } from "../../src/paths.ts";
import type { Viewer } from "../viewer.ts";
import { CodeBlock, Prose } from "./parts.tsx";
import { text } from "./text.ts";

/** What holds for every operation. */
export function Introduction({ viewer, baseUrl }: { viewer: Viewer; baseUrl: string }) {
  const { intro } = text[viewer.locale];
  const call = [
    `export TOKEN=rpo_…`,
    `curl -H "Authorization: Bearer $TOKEN" \\\n  "${baseUrl}${paths.apiOrders()}?group=open&limit=10"`,
  ].join("\n");
  return (
    <section class="api-chapter" aria-labelledby="first-call">
      <header>
        <h2 id="first-call">{intro.heading}</h2>
        <p>{intro.lead}</p>
      </header>
      <CodeBlock viewer={viewer} label={intro.call} code={call} />
      <dl class="api-manners">
        {intro.manners.map(([term, meaning]) => (
          <div>
            <dt>{term}</dt>
            <dd>
              <Prose text={meaning} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
