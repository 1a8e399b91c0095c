import type { Chapter } from "../../src/api/reference.ts";
import { paths } from "../../src/paths.ts";
import { API_STYLE, asset, COPY_SCRIPT } from "../assets.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { EmptyState, PageHeader } from "../components/panel.tsx";
import { PublicLayout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { Entry } from "./entry.tsx";
import { EventEntry } from "./event.tsx";
import { Introduction } from "./introduction.tsx";
import { text } from "./text.ts";

export interface ApiDocsProps {
  viewer: Viewer;
  /** All there are. */
  chapters: readonly Chapter[];
  /** Those that hold what is looked for. */
  found: readonly Chapter[];
  /** "" for everything. */
  query: string;
  /** Public address of the shop, for the examples. */
  baseUrl: string;
}

/** So few are shown unfolded. */
const OPENED = 3;

/** The whole reference on one page, each operation folded away until somebody opens it. */
export function ApiDocsPage({ viewer, chapters, found, query, baseUrl }: ApiDocsProps) {
  const t = text[viewer.locale];
  const count = found.reduce((sum, { operations, events }) => sum + operations.length + events.length, 0);
  const open = query !== "" && count <= OPENED;
  return (
    <PublicLayout viewer={viewer} title={t.title} head={<Loaded />}>
      <PageHeader
        title={t.title}
        lead={t.lead}
        actions={
          <>
            <LinkButton href={paths.apiDocument()} icon="file-text">{t.document}</LinkButton>
            <LinkButton href={paths.apiTokens()} icon="key-round">{t.tokens}</LinkButton>
          </>
        }
      />
      <div class="api-docs">
        <div class="api-side">
          <SearchForm viewer={viewer} query={query} />
          <Contents viewer={viewer} chapters={query === "" ? chapters : found} query={query} />
        </div>
        <div class="api-body">
          {query === "" ? <Introduction viewer={viewer} baseUrl={baseUrl} /> : (
            <p role="status">
              {t.found(count, query)} <a href={paths.apiDocs()}>{t.all}</a>
            </p>
          )}
          {count === 0 && <EmptyState icon="search" title={t.none}>{t.noneText}</EmptyState>}
          {found.map((chapter) => <ChapterPart {...{ viewer, chapter, baseUrl, open }} />)}
        </div>
      </div>
    </PublicLayout>
  );
}

function Loaded() {
  return (
    <>
      <link rel="stylesheet" href={asset(API_STYLE)} />
      <script type="module" src={asset(COPY_SCRIPT)}></script>
    </>
  );
}

function SearchForm({ viewer, query }: Pick<ApiDocsProps, "viewer" | "query">) {
  const t = text[viewer.locale];
  return (
    <form role="search" method="get" action={paths.apiDocs()} class="api-search">
      <label class="visually-hidden" for="api-search">{t.search}</label>
      <input
        id="api-search"
        class="control"
        type="search"
        name="q"
        value={query}
        placeholder={t.searchFor}
        maxlength={100}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
      />
      <Button icon="search">{t.search}</Button>
    </form>
  );
}

function Contents({ viewer, chapters, query }: Pick<ApiDocsProps, "viewer" | "chapters" | "query">) {
  const t = text[viewer.locale];
  return (
    <nav class="api-contents" aria-label={t.contents}>
      <ul>
        {query === "" && (
          <li>
            <a href="#first-call">{t.intro.heading}</a>
          </li>
        )}
        {chapters.map(({ tag, operations, events }) => (
          <li>
            <a href={`#tag-${tag}`}>
              <span>{t.chapters[tag]}</span> <small>{operations.length + events.length}</small>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface ChapterProps {
  viewer: Viewer;
  chapter: Chapter;
  baseUrl: string;
  open: boolean;
}

function ChapterPart({ viewer, chapter, baseUrl, open }: ChapterProps) {
  const t = text[viewer.locale];
  const { tag, description, operations, events } = chapter;
  return (
    <section class="api-chapter" aria-labelledby={`tag-${tag}`}>
      <header>
        <h2 id={`tag-${tag}`}>{t.chapters[tag]}</h2>
        <p class="muted" lang="en">{description}</p>
      </header>
      <div class="api-entries">
        {operations.map((entry) => <Entry {...{ viewer, entry, baseUrl, open }} />)}
        {events.map((event) => <EventEntry {...{ viewer, event, open }} />)}
      </div>
    </section>
  );
}
