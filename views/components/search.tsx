import type { Child } from "hono/jsx";
import type { Locale } from "../../src/lib/locale.ts";
import { paths } from "../../src/paths.ts";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { Icon, type IconName } from "./icon.tsx";
import { remember } from "./remember.ts";

export interface SearchOption {
  id: string;
  href: string;
  icon: IconName;
  /** What it is, e.g. the order's number. */
  title: string;
  /** Client, device … in one line. */
  detail?: string;
  /** A status chip. */
  aside?: Child;
  /** The title is an order number or another code. */
  code?: boolean;
}

/** Options of one kind below their heading. */
export interface SearchGroup {
  label: string;
  options: readonly SearchOption[];
}

/** The one search and scan box. Answers of `GET /buscar` to htmx are `SearchOptions`, to a browser a page. */
export function ScanBox({ viewer, value = "", big }: { viewer: Viewer; value?: string; big?: boolean }) {
  const reading = { locale: viewer.locale, phones: viewer.can("contacts.read") };
  return value === "" ? <EmptyBox {...reading} big={big} /> : <Box {...reading} value={value} big={big} />;
}

interface Reading {
  locale: Locale;
  /** Whether phones lead anywhere. */
  phones: boolean;
  big?: boolean;
}

const EmptyBox = remember((props: { [Name in keyof Reading]: Reading[Name] }) => <Box {...props} value="" />);

function Box({ locale, phones, value, big }: Reading & { value: string }) {
  const text = frameText[locale].search;
  const id = big ? "scan" : "search";
  return (
    <form
      class={big ? "search big" : "search"}
      role="search"
      method="get"
      action={paths.search()}
      aria-label={text.label}
    >
      <label class="visually-hidden" for={id}>{text.label}</label>
      <Icon name="scan-barcode" />
      <input
        id={id}
        class="search-input"
        type="search"
        name="q"
        value={value}
        placeholder={text.placeholder(phones)}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxlength={200}
        enterkeyhint="search"
        role="combobox"
        aria-expanded="false"
        aria-autocomplete="list"
        aria-controls={`${id}-results`}
        hx-get={paths.search()}
        hx-trigger="input changed delay:140ms"
        hx-target={`#${id}-results`}
        hx-swap="innerHTML"
        hx-sync="this:replace"
      />
      {!big && <kbd aria-hidden="true">/</kbd>}
      <div class="search-results" id={`${id}-results`} role="listbox" aria-label={text.results} hidden></div>
    </form>
  );
}

export interface SearchOptionsProps {
  viewer: Viewer;
  query: string;
  groups: readonly SearchGroup[];
  /** The page with everything that matches. */
  allHref: string;
}

/** Suggestions below the box, grouped; the last one leads to the page with everything. */
export function SearchOptions({ viewer, query, groups, allHref }: SearchOptionsProps) {
  const text = frameText[viewer.locale].search;
  if (query.trim() === "") return null;
  const filled = groups.filter(({ options }) => options.length > 0);
  const none = filled.length === 0;
  return (
    <>
      {filled.map(({ label, options }) => (
        <div role="group" aria-label={label}>
          <p class="search-group" aria-hidden="true">{label}</p>
          {options.map((option) => <Suggestion option={option} />)}
        </div>
      ))}
      <div
        class="search-option search-all"
        role="option"
        id="option-all"
        data-href={allHref}
        aria-selected="false"
      >
        <Icon name={none ? "info" : "search"} />
        <span class="search-title">
          {none ? text.none(query, viewer.can("contacts.read")) : text.all(query)}
        </span>
      </div>
    </>
  );
}

function Suggestion({ option }: { option: SearchOption }) {
  return (
    <div
      class="search-option"
      role="option"
      id={`option-${option.id}`}
      data-href={option.href}
      aria-selected="false"
    >
      <Icon name={option.icon} />
      <span class={option.code ? "search-title mono" : "search-title"}>{option.title}</span>
      {option.detail && <span class="search-detail">{option.detail}</span>}
      {option.aside}
    </div>
  );
}
