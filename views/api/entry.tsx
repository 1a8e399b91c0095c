import type { ReferenceAnswer, ReferenceEntry } from "../../src/api/reference.ts";
import { Code } from "../components/status.tsx";
import { Icon } from "../components/icon.tsx";
import type { Viewer } from "../viewer.ts";
import { curlOf } from "./curl.ts";
import { FieldList } from "./fields.tsx";
import { CodeBlock, MethodBadge, Prose } from "./parts.tsx";
import { text } from "./text.ts";

interface EntryProps {
  viewer: Viewer;
  entry: ReferenceEntry;
  baseUrl: string;
  open: boolean;
}

/** One operation. Its id is within what is folded away: a link to it unfolds it. */
export function Entry({ viewer, entry, baseUrl, open }: EntryProps) {
  const t = text[viewer.locale];
  return (
    <details class="api-entry" open={open}>
      <summary>
        <MethodBadge method={entry.method} />
        <Path path={entry.path} />
        <h3 lang="en">{entry.summary}</h3>
        <Icon name="chevron-down" size={16} />
      </summary>
      <div id={entry.id} class="api-entry-body">
        <div class="api-text">
          <div class="stack tight" lang="en">
            {entry.description !== "" && entry.description.split("\n\n").map((part) => (
              <p>
                <Prose text={part} />
              </p>
            ))}
          </div>
          <p class="api-scope">
            {t.scope} <Code>{entry.scope}</Code> · operationId <Code>{entry.id}</Code>
          </p>
          <Parameters viewer={viewer} entry={entry} />
          <FieldList viewer={viewer} heading={t.body} fields={entry.body} />
          <Answers viewer={viewer} answers={entry.answers} />
          <Refusals viewer={viewer} refusals={entry.refusals} />
        </div>
        <div class="api-example">
          <CodeBlock viewer={viewer} label={t.example} code={curlOf(entry, baseUrl)} />
        </div>
      </div>
    </details>
  );
}

/** May be broken before each slash. */
function Path({ path }: { path: string }) {
  return (
    <code class="api-path">
      {path.split(/(?=\/)/).map((part) => (
        <>
          <wbr />
          {part}
        </>
      ))}
    </code>
  );
}

const PLACES = ["path", "query", "header"] as const;

function Parameters({ viewer, entry }: Pick<EntryProps, "viewer" | "entry">) {
  const t = text[viewer.locale];
  return (
    <>
      {PLACES.map((place) => (
        <FieldList
          viewer={viewer}
          heading={t.places[place]}
          fields={entry.parameters.filter((one) => one.place === place)}
        />
      ))}
    </>
  );
}

/** Answers that say the same are told once. */
function Answers({ viewer, answers }: { viewer: Viewer; answers: readonly ReferenceAnswer[] }) {
  const t = text[viewer.locale];
  const [first] = answers;
  if (!first) return null;
  const fields = answers.find((one) => one.fields.length > 0)?.fields ?? [];
  return (
    <>
      <h4>
        {t.answer} {answers.map(({ status }) => <Code tag>{status}</Code>)}
      </h4>
      <p lang="en">
        <Prose text={first.text} />
      </p>
      <FieldList viewer={viewer} fields={fields} folded />
    </>
  );
}

function Refusals({ viewer, refusals }: { viewer: Viewer; refusals: ReferenceEntry["refusals"] }) {
  if (refusals.length === 0) return null;
  return (
    <>
      <h4>{text[viewer.locale].refusals}</h4>
      <dl class="api-refusals" lang="en">
        {refusals.map(({ status, text }) => (
          <div>
            <dt>
              <Code>{status}</Code>
            </dt>
            <dd>
              <Prose text={text} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
