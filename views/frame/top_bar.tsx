import { type Locale, LOCALES } from "../../src/lib/locale.ts";
import { paths } from "../../src/paths.ts";
import { SEEN_AS, type SeenAs } from "../../src/users/role.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Icon, type IconName } from "../components/icon.tsx";
import { Menu, MenuButton, MenuLink } from "../components/menu.tsx";
import { remember } from "../components/remember.ts";
import { Notice } from "../components/status.tsx";
import { gatewayText } from "../gateways/text.ts";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";

const PRINTER_ICON = {
  ok: "printer-check",
  waiting: "printer",
  problem: "printer-x",
} as const satisfies Record<string, IconName>;

const PRINTER_TONE = { ok: "ready", waiting: "waiting", problem: "problem" } as const;

/** What the top bar counts: clients to tell, and whether labels come out. */
export function Badges({ viewer }: { viewer: Viewer }) {
  const { locale, badges } = viewer;
  return badges && (
    <KnownBadges
      locale={locale}
      badges={badges}
      prints={viewer.can("labels.print")}
      reviews={viewer.can("payments.review")}
    />
  );
}

interface BadgesProps {
  locale: Locale;
  badges: NonNullable<Viewer["badges"]>;
  prints: boolean;
  reviews: boolean;
}

const KnownBadges = remember(({ locale, badges, prints, reviews }: BadgesProps) => (
  <>
    {reviews && <ReviewBadge locale={locale} count={badges.reviews} />}
    <UntoldBadge locale={locale} count={badges.untold} />
    <PrinterBadge locale={locale} printers={badges.printers} prints={prints} />
  </>
));

interface PrinterBadgeProps {
  locale: Locale;
  printers: BadgesProps["badges"]["printers"];
  prints: boolean;
}

/** Keeps its id: open pages that hear of news get it anew. */
function PrinterBadge({ locale, printers: { state, count }, prints }: PrinterBadgeProps) {
  const text = frameText[locale].printers;
  const sentence = state === "ok" ? text.ok : text[state](count);
  return (
    <a
      class={`top-badge tone-${PRINTER_TONE[state]}`}
      id="printer-badge"
      href={prints ? paths.printing() : paths.counter()}
      title={sentence}
    >
      <Icon name={PRINTER_ICON[state]} />
      {count > 0 && <span aria-hidden="true">{count}</span>}
      <span class="visually-hidden">{sentence}</span>
    </a>
  );
}

/** What a live page is sent when labels come out again, or no longer. */
export function PrinterBadgePart({ viewer }: { viewer: Viewer }) {
  const { locale, badges } = viewer;
  return (
    <hx-partial hx-target="#printer-badge" hx-swap="outerMorph">
      {badges && (
        <PrinterBadge locale={locale} printers={badges.printers} prints={viewer.can("labels.print")} />
      )}
    </hx-partial>
  );
}

function ReviewBadge({ locale, count }: { locale: Locale; count: number }) {
  if (count === 0) return null;
  const sentence = gatewayText[locale].review.badge(count);
  return (
    <a class="top-badge tone-problem" id="review-badge" href={paths.onlinePayments()} title={sentence}>
      <Icon name="credit-card" />
      <span aria-hidden="true">{count}</span>
      <span class="visually-hidden">{sentence}</span>
    </a>
  );
}

function UntoldBadge({ locale, count }: { locale: Locale; count: number }) {
  if (count === 0) return null;
  const sentence = frameText[locale].untold(count);
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
  const { locale, user, branch, csrf, path, theme, lens } = viewer;
  return user && <KnownUserMenu {...{ locale, user, branch, csrf, path, theme }} seenAs={lens?.role} />;
}

type UserMenuProps = Pick<Viewer, "locale" | "branch" | "csrf" | "path" | "theme"> & {
  user: NonNullable<Viewer["user"]>;
  /** Undefined for who is no administrator. */
  seenAs: SeenAs | null | undefined;
};

const KnownUserMenu = remember((viewer: UserMenuProps) => {
  const { user } = viewer;
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
      {viewer.seenAs === null && (
        <form method="post" action={paths.lens()} class="menu-group">
          <CsrfField viewer={viewer} />
          <LensChoice locale={viewer.locale} />
        </form>
      )}
      <div class="menu-group">
        <OwnLinks locale={viewer.locale} />
        <form method="post" action={paths.signOut()}>
          <CsrfField viewer={viewer} />
          <SignOutButton locale={viewer.locale} />
        </form>
      </div>
    </Menu>
  );
});

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

const LensChoice = remember(({ locale }: { locale: Locale }) => {
  const { roles, lens } = frameText[locale];
  return (
    <>
      <p class="menu-label" id="menu-lens">{lens.choose}</p>
      <div class="segments" role="group" aria-labelledby="menu-lens">
        {SEEN_AS.map((role) => <MenuButton name="role" value={role}>{roles[role]}</MenuButton>)}
      </div>
    </>
  );
});

/** Above every page while an administrator looks at it as another role does. */
export function LensBanner({ viewer }: { viewer: Viewer }) {
  const seenAs = viewer.lens?.role;
  if (!seenAs) return null;
  const { roles, lens } = frameText[viewer.locale];
  return (
    <Notice tone="waiting" title={lens.title(roles[seenAs])}>
      <div class="row apart">
        <p>{lens.lead}</p>
        <form method="post" action={paths.lens()}>
          <CsrfField viewer={viewer} />
          <input type="hidden" name="role" value="" />
          <Button icon="log-out">{lens.end}</Button>
        </form>
      </div>
    </Notice>
  );
}

const OwnLinks = remember(({ locale }: { locale: Locale }) => {
  const text = frameText[locale].user;
  return (
    <>
      <MenuButton type="button" icon="keyboard" class="keyboard-only" data-dialog="shortcuts">
        {text.shortcuts}
      </MenuButton>
      <MenuLink href={paths.preferences()} icon="settings">{text.preferences}</MenuLink>
      <MenuLink href={paths.account()} icon="shield">{text.account}</MenuLink>
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
