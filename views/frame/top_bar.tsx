import { type Locale, LOCALES } from "../../src/lib/locale.ts";
import { paths } from "../../src/paths.ts";
import { CsrfField } from "../components/csrf.tsx";
import { Icon, type IconName } from "../components/icon.tsx";
import { Menu, MenuButton, MenuLink } from "../components/menu.tsx";
import { remember } from "../components/remember.ts";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";

const PRINTER_ICON = {
  ok: "printer-check",
  waiting: "printer",
  problem: "printer-x",
} as const satisfies Record<string, IconName>;

const PRINTER_TONE = { ok: "ready", waiting: "waiting", problem: "problem" } as const;

/** Whether labels come out. Keeps its id, so that a live message may replace it. */
export function PrinterBadge({ viewer }: { viewer: Viewer }) {
  if (!viewer.badges) return null;
  const { state, count } = viewer.badges.printers;
  const text = frameText[viewer.locale].printers;
  const sentence = state === "ok" ? text.ok : text[state](count);
  return (
    <a
      class={`top-badge tone-${PRINTER_TONE[state]}`}
      id="printer-badge"
      href={viewer.can("labels.print") ? paths.printing() : paths.counter()}
      title={sentence}
    >
      <Icon name={PRINTER_ICON[state]} />
      {count > 0 && <span aria-hidden="true">{count}</span>}
      <span class="visually-hidden">{sentence}</span>
    </a>
  );
}

export function UntoldBadge({ viewer }: { viewer: Viewer }) {
  const count = viewer.badges?.untold ?? 0;
  if (count === 0) return null;
  const sentence = frameText[viewer.locale].untold(count);
  return (
    <a class="top-badge tone-waiting" id="untold-badge" href={paths.untold()} title={sentence}>
      <Icon name="bell-ring" />
      <span aria-hidden="true">{count}</span>
      <span class="visually-hidden">{sentence}</span>
    </a>
  );
}

const LANGUAGE_NAME = { es: "Español", en: "English" } as const;
const THEMES = ["light", "dark", "system"] as const;
const THEME_ICON = { light: "sun", dark: "moon", system: "sun-moon" } as const satisfies Record<
  string,
  IconName
>;

/** Theme and language post to `/preferencias` (`theme` or `locale`, and `next` = where to go back). */
export function UserMenu({ viewer }: { viewer: Viewer }) {
  const { user } = viewer;
  if (!user) return null;
  const text = frameText[viewer.locale].user;
  return (
    <Menu
      label={`${text.menu}: ${user.name}`}
      class="user-menu"
      face={<span class="avatar" aria-hidden="true">{initials(user.name)}</span>}
    >
      <p class="menu-note">
        <strong>{user.name}</strong>
        <span>{frameText[viewer.locale].roles[user.role]}</span>
        {viewer.branch && <span>{viewer.branch.name}</span>}
      </p>
      <form method="post" action={paths.preferences()} class="menu-group" data-theme-form="">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="next" value={viewer.path} />
        <ThemeChoice locale={viewer.locale} chosen={viewer.theme} />
      </form>
      <form method="post" action={paths.preferences()} class="menu-group">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="next" value={viewer.path} />
        <LanguageChoice chosen={viewer.locale} />
      </form>
      <div class="menu-group">
        <OwnLinks locale={viewer.locale} />
        <form method="post" action={paths.signOut()}>
          <CsrfField viewer={viewer} />
          <SignOutButton locale={viewer.locale} />
        </form>
      </div>
    </Menu>
  );
}

const ThemeChoice = remember(({ locale, chosen }: { locale: Locale; chosen: Viewer["theme"] }) => {
  const text = frameText[locale].user;
  return (
    <>
      <p class="menu-label" id="menu-theme">{text.theme}</p>
      <div class="segments" role="group" aria-labelledby="menu-theme">
        {THEMES.map((theme) => (
          <MenuButton name="theme" value={theme} icon={THEME_ICON[theme]} chosen={theme === chosen}>
            {text[theme]}
          </MenuButton>
        ))}
      </div>
    </>
  );
});

const LanguageChoice = remember(({ chosen }: { chosen: Locale }) => (
  <>
    <p class="menu-label" id="menu-language">{frameText[chosen].user.language}</p>
    <div class="segments" role="group" aria-labelledby="menu-language">
      {LOCALES.map((locale) => (
        <MenuButton name="locale" value={locale} chosen={locale === chosen}>
          {LANGUAGE_NAME[locale]}
        </MenuButton>
      ))}
    </div>
  </>
));

const OwnLinks = remember(({ locale }: { locale: Locale }) => {
  const text = frameText[locale].user;
  return (
    <>
      <MenuButton type="button" icon="keyboard" class="keyboard-only" data-dialog="shortcuts">
        {text.shortcuts}
      </MenuButton>
      <MenuLink href={paths.password()} icon="key-round">{text.password}</MenuLink>
    </>
  );
});

const SignOutButton = remember(({ locale }: { locale: Locale }) => (
  <MenuButton icon="log-out">{frameText[locale].user.signOut}</MenuButton>
));

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0]?.[0] ?? "";
  const last = words.length > 1 ? words.at(-1)?.[0] ?? "" : "";
  return (first + last).toUpperCase();
}
