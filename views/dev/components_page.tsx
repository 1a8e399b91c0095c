import { devPaths } from "../../src/dev/paths.ts";
import { LOCALES } from "../../src/lib/locale.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { CONTROL_STORIES } from "./stories_controls.tsx";
import { PART_STORIES } from "./stories_parts.tsx";
import { devText } from "./text.ts";

export const STORIES = [...CONTROL_STORIES, ...PART_STORIES].toSorted((a, b) => a.of.localeCompare(b.of));
export const THEMES = ["light", "dark", "system"] as const;

/** Every component in its states, in the language and the colours that are asked for. */
export function ComponentsPage({ viewer }: { viewer: Viewer }) {
  const text = devText[viewer.locale];
  const styles = <link rel="stylesheet" href={devPaths.file("dev.css")} />;
  return (
    <Layout viewer={viewer} title={text.components} head={styles} bare width="wide">
      <h1>{text.components}</h1>
      <nav class="row" aria-label={text.tools}>
        {LOCALES.flatMap((locale) =>
          THEMES.map((theme) => (
            <a
              href={devPaths.components(locale, theme)}
              aria-current={locale === viewer.locale && theme === viewer.theme ? "page" : undefined}
            >
              {locale} · {text.themes[theme]}
            </a>
          ))
        )}
        <a href={devPaths.mails()}>{text.messages(0)}</a>
        <a href={devPaths.requests()}>{text.requests}</a>
      </nav>
      <nav class="row" aria-label={text.components}>
        {STORIES.map(({ of }) => <a href={`#${of}`}>{of}</a>)}
      </nav>
      {STORIES.map(({ of, states }) => (
        <section id={of} class="dev-story" aria-labelledby={`${of}-title`}>
          <h2 id={`${of}-title`}>{of}</h2>
          <div class="dev-states">{states(viewer).map((state) => <div>{state}</div>)}</div>
        </section>
      ))}
    </Layout>
  );
}
