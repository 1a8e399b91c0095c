import type { Child } from "hono/jsx";
import { raw } from "hono/html";
import { asset, assetEdition, PUBLIC_SCRIPTS, SCRIPTS, STYLE, VENDOR_SCRIPT } from "./assets.ts";
import { ConfirmDialog } from "./components/menu.tsx";
import { remember } from "./components/remember.ts";
import { ScanBox } from "./components/search.tsx";
import { ToastRegion } from "./components/toast.tsx";
import { BottomBar, Rail, type Section } from "./frame/rail.tsx";
import { ShopMark, SmallMark } from "./frame/shop_mark.tsx";
import { ShortcutsDialog } from "./frame/shortcuts.tsx";
import { Badges, LensBanner, UserMenu } from "./frame/top_bar.tsx";
import type { Locale } from "../src/lib/locale.ts";
import { paths } from "../src/paths.ts";
import { frameText } from "./text.ts";
import type { Viewer } from "./viewer.ts";

export type { Section } from "./frame/rail.tsx";

const DOCTYPE = raw("<!doctype html>");

const HTMX_CONFIG = JSON.stringify({
  mode: "same-origin",
  history: "reload",
  includeIndicatorCSS: false,
  noSwap: [204, 304, "5xx"],
  defaultSwap: "outerHTML",
  defaultTimeout: 30_000,
});

export interface LayoutProps {
  viewer: Viewer;
  /** Of the page, without the shop's name. */
  title: string;
  /** Which entry of the menu is marked. */
  section?: Section;
  /** `wide` uses the whole screen (board, tables), `narrow` is for forms to read. */
  width?: "normal" | "wide" | "narrow";
  /** More for the `<head>`. */
  head?: Child;
  /** Without menu, search and badges: for a screen on the wall. */
  bare?: boolean;
  children?: Child;
}

/** The frame around every page of the staff: menu, search, notices. Begins with the doctype. */
export function Layout(
  { viewer, title, section, width = "normal", head, bare = false, children }: LayoutProps,
) {
  return (
    <>
      {DOCTYPE}
      <html lang={viewer.locale} data-theme={viewer.theme}>
        <Head viewer={viewer} title={title} loads="staff" more={head} />
        <body class={bare ? "bare" : "staff"}>
          {!bare && <Frame viewer={viewer} section={section} />}
          <main id="main" class={`main ${width}`} tabindex={-1}>
            {!bare && <LensBanner viewer={viewer} />}
            {children}
          </main>
          {!bare && <BottomBar viewer={viewer} section={section} />}
          <ToastRegion viewer={viewer} />
          <ShortcutsDialog
            locale={viewer.locale}
            takesIn={viewer.can("intakes.create")}
            takesMoney={viewer.can("cash.use")}
          />
          <ConfirmDialog locale={viewer.locale} />
        </body>
      </html>
    </>
  );
}

function Frame({ viewer, section }: Pick<LayoutProps, "viewer" | "section">) {
  const text = frameText[viewer.locale];
  return (
    <>
      <a class="skip" href="#main">{text.skip}</a>
      <Rail viewer={viewer} section={section} />
      <header class="top">
        <a class="top-brand" href={paths.counter()} aria-label={text.nav.counter}>
          <SmallMark logo={viewer.shop.logo} />
        </a>
        <ScanBox viewer={viewer} />
        <div class="top-end">
          <Badges viewer={viewer} />
          {viewer.branch && (
            <span class="branch" title={`${text.branch}: ${viewer.branch.name}`}>
              {viewer.branch.code}
            </span>
          )}
          <UserMenu viewer={viewer} />
        </div>
      </header>
    </>
  );
}

export interface PublicLayoutProps {
  viewer: Viewer;
  title: string;
  /** `page` for reading (tracking), `gate` for one small form in the middle (sign-in, set-up). */
  shape?: "page" | "gate";
  /** Keeps search engines and link previews out. On unless the page is meant to be found. */
  index?: boolean;
  /** More for the `<head>`. */
  head?: Child;
  children?: Child;
}

/** The calm frame of pages without a menu: sign-in, set-up, tracking. Begins with the doctype. */
export function PublicLayout(
  { viewer, title, shape = "page", index = false, head, children }: PublicLayoutProps,
) {
  const text = frameText[viewer.locale];
  return (
    <>
      {DOCTYPE}
      <html lang={viewer.locale} data-theme={viewer.theme}>
        <Head viewer={viewer} title={title} loads="public" index={index} more={head} />
        <body class={`public ${shape}`}>
          <a class="skip" href="#main">{text.skip}</a>
          <header class="public-head">
            <ShopMark logo={viewer.shop.logo} name={viewer.shop.name || text.product} />
          </header>
          <main id="main" class="public-main" tabindex={-1}>{children}</main>
          <ToastRegion viewer={viewer} />
          <ConfirmDialog locale={viewer.locale} />
        </body>
      </html>
    </>
  );
}

interface HeadProps {
  viewer: Viewer;
  title: string;
  loads: keyof typeof LOADED;
  index?: boolean;
  more?: Child;
}

const LOADED = { staff: SCRIPTS, public: PUBLIC_SCRIPTS };

function Head({ viewer, title, loads, index = false, more }: HeadProps) {
  const name = viewer.shop.name || frameText[viewer.locale].product;
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <title>{title === name ? name : `${title} · ${name}`}</title>
      {!index && <meta name="robots" content="noindex, nofollow" />}
      <meta name="theme-color" content="#f7f6f4" media="(prefers-color-scheme: light)" />
      <meta name="theme-color" content="#161513" media="(prefers-color-scheme: dark)" />
      <meta name="csrf-token" content={viewer.csrf} />
      <Loaded locale={viewer.locale} accent={viewer.shop.accent} loads={loads} edition={assetEdition()} />
      {more}
    </head>
  );
}

interface LoadedProps {
  locale: Locale;
  accent: string | null;
  loads: keyof typeof LOADED;
  edition: number;
}

/** What every page of its kind loads. */
const Loaded = remember(({ locale, accent, loads }: LoadedProps) => {
  const text = frameText[locale];
  return (
    <>
      <meta name="htmx-config" content={HTMX_CONFIG} />
      <meta name="script-text" content={JSON.stringify(text.script)} />
      <link
        rel="preload"
        href={asset("fonts/atkinson-next.woff2")}
        as="font"
        type="font/woff2"
        crossorigin=""
      />
      <link rel="stylesheet" href={asset(STYLE)} />
      {accent && <link rel="stylesheet" href={paths.accent(accent)} />}
      <link rel="icon" href={asset("icons/reparo.svg")} type="image/svg+xml" />
      <script src={asset(VENDOR_SCRIPT)} defer></script>
      {LOADED[loads].map((path) => <script type="module" src={asset(path)}></script>)}
    </>
  );
});
