import type { Child } from "hono/jsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { type Attributes, classes } from "./attributes.ts";
import { IconButton, LinkButton } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { TextInput } from "./inputs.tsx";
import { Badge } from "./status.tsx";

export interface PagerProps {
  viewer: Pick<Viewer, "locale">;
  newer?: string | null;
  older?: string | null;
  /** Where the rows are not by time: "Anterior", "Siguiente". */
  words?: { newer: string; older: string };
  /** "50 de más de 1.000" and the like. */
  children?: Child;
}

/** Keyset pages: only "newer" and "older", each a link. */
export function Pager({ viewer, newer, older, words, children }: PagerProps) {
  const text = { ...frameText[viewer.locale].pager, ...words };
  if (!newer && !older && !children) return null;
  return (
    <nav class="pager" aria-label={text.label}>
      <p>{children}</p>
      {newer && <LinkButton size="small" icon="chevron-left" href={newer} rel="prev">{text.newer}
      </LinkButton>}
      {older && (
        <LinkButton size="small" iconEnd="chevron-right" href={older} rel="next">{text.older}</LinkButton>
      )}
    </nav>
  );
}

export interface TabProps {
  href: string;
  label: string;
  current?: boolean;
  count?: number;
  icon?: IconName;
}

/** Links that look like tabs: each is an address. Also for saved filters. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly TabProps[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <a href={tab.href} aria-current={tab.current ? "page" : undefined}>
          {tab.icon && <Icon name={tab.icon} size={16} />}
          {tab.label}
          {tab.count !== undefined && <Badge count={tab.count} />}
        </a>
      ))}
    </nav>
  );
}

export interface FilterBarProps extends Attributes {
  /** The list's own address: filters live in its query. */
  action: string;
  label: string;
  children?: Child;
}

/** A GET form in a row above a list; with `hx-*` it sends itself as it changes. */
export function FilterBar({ action, label, children, class: extra, ...rest }: FilterBarProps) {
  return (
    <form
      class={classes("filters", extra)}
      method="get"
      action={action}
      role="search"
      aria-label={label}
      {...rest}
    >
      {children}
    </form>
  );
}

export interface SearchBarProps extends Attributes {
  viewer: Viewer;
  /** The list's own address; what is typed is its `q`. */
  action: string;
  label: string;
  /** Of its button. */
  act: string;
  q: string;
  hint: string;
  /** Selects what changes as one types. */
  target: string;
  id?: string;
  showLabel?: boolean;
  maxlength?: number;
  field?: Attributes;
}

/** A word that a list is looked through by, as it is typed; without scripts by its button. */
export function SearchBar(
  { viewer, action, label, act, q, hint, target, id, showLabel, maxlength = 200, field, ...rest }:
    SearchBarProps,
) {
  return (
    <FilterBar
      action={action}
      label={label}
      hx-get={action}
      hx-target={target}
      hx-trigger="input delay:200ms, submit"
      hx-sync="this:replace"
      {...rest}
    >
      <TextInput
        viewer={viewer}
        name="q"
        id={id}
        type="search"
        label={label}
        hideLabel={!showLabel}
        class="grow"
        value={q}
        placeholder={hint}
        autocomplete="off"
        maxlength={maxlength}
        attributes={field}
      />
      <IconButton type="submit" icon="search" label={act} variant="plain" />
    </FilterBar>
  );
}

export interface TimelineEntry {
  /** What happened, as a sentence. */
  title: Child;
  /** Usually `<TimeAgo>`. */
  time: Child;
  actor?: string;
  icon: IconName;
  tone?: "new" | "active" | "waiting" | "ready" | "closed" | "problem";
  body?: Child;
  id?: string;
}

export function Timeline({ entries, label }: { entries: readonly TimelineEntry[]; label: string }) {
  return (
    <ol class="timeline" aria-label={label}>
      {entries.map((entry) => (
        <li id={entry.id} class={entry.tone && `tone-${entry.tone}`}>
          <span class="timeline-sign">
            <Icon name={entry.icon} size={16} />
          </span>
          <div>
            <p class="timeline-head">
              <span class="timeline-title">{entry.title}</span>
              <span class="timeline-meta">
                {entry.actor && <span>{entry.actor}</span>} {entry.time}
              </span>
            </p>
            {entry.body && <div class="timeline-body">{entry.body}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
