import { CopyButton } from "../components/copy.tsx";
import type { Viewer } from "../viewer.ts";

const TONES: Record<string, string> = {
  GET: "active",
  POST: "ready",
  PATCH: "waiting",
  PUT: "waiting",
  DELETE: "problem",
};

export function MethodBadge({ method }: { method: string }) {
  return <span class={`api-method tone-${TONES[method] ?? "new"}`}>{method}</span>;
}

/** Text in which what stands between backticks is code. */
export function Prose({ text }: { text: string }) {
  return <>{text.split("`").map((part, at) => at % 2 === 1 ? <code class="code">{part}</code> : part)}</>;
}

/** To be copied: by its button, or as a whole with one click. Reached by the keyboard, since it scrolls. */
export function CodeBlock({ viewer, label, code }: { viewer: Viewer; label: string; code: string }) {
  return (
    <figure class="api-code">
      <figcaption>
        <span>{label}</span>
        <CopyButton viewer={viewer} value={code} />
      </figcaption>
      <pre tabindex={0} role="region" aria-label={label}><code>{code}</code></pre>
    </figure>
  );
}
