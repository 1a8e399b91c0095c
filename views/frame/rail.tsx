import type { ShopLogo } from "../../src/admin/settings.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { paths } from "../../src/paths.ts";
import type { Permission } from "../../src/auth/permissions.ts";
import { assetEdition } from "../assets.ts";
import { Icon, type IconName } from "../components/icon.tsx";
import { Menu, MenuLink } from "../components/menu.tsx";
import { remember } from "../components/remember.ts";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { ShopMark } from "./shop_mark.tsx";

interface Entry {
  section: Section;
  href: string;
  icon: IconName;
  /** Any of them opens the door; none is needed when empty. */
  permissions: readonly Permission[];
}

export type Section =
  | "counter"
  | "board"
  | "orders"
  | "clients"
  | "agenda"
  | "loaners"
  | "parts"
  | "cash"
  | "technicians"
  | "statistics"
  | "admin"
  | "newIntake";

const ENTRIES: readonly Entry[] = [
  { section: "counter", href: paths.counter(), icon: "house", permissions: [] },
  { section: "board", href: paths.board(), icon: "kanban", permissions: ["orders.read"] },
  { section: "orders", href: paths.orders(), icon: "clipboard-list", permissions: ["orders.read"] },
  { section: "clients", href: paths.clients(), icon: "users", permissions: ["clients.read"] },
  { section: "agenda", href: paths.agenda(), icon: "calendar", permissions: ["agenda.read"] },
  { section: "loaners", href: paths.loaners(), icon: "smartphone", permissions: ["loaners.read"] },
  { section: "parts", href: paths.parts(), icon: "boxes", permissions: ["parts.read"] },
  { section: "cash", href: paths.cash(), icon: "wallet", permissions: ["cash.use"] },
  { section: "technicians", href: paths.technicians(), icon: "wrench", permissions: ["technicians.read"] },
  { section: "statistics", href: paths.statistics(), icon: "chart-column", permissions: ["statistics.read"] },
  {
    section: "admin",
    href: paths.admin(),
    icon: "settings",
    permissions: ["settings.manage", "users.manage", "printers.manage", "messages.read", "audit.read"],
  },
];

const NEW_INTAKE: Entry = {
  section: "newIntake",
  href: paths.newIntake(),
  icon: "plus",
  permissions: ["intakes.create"],
};

/** The sections that somebody may enter. */
function openTo(viewer: Viewer): Section[] {
  return [...ENTRIES, NEW_INTAKE]
    .filter(({ permissions }) => permissions.length === 0 || permissions.some((one) => viewer.can(one)))
    .map(({ section }) => section);
}

interface MenuProps {
  locale: Locale;
  section?: Section;
  open: readonly Section[];
  till: Viewer["till"];
}

interface RailProps extends MenuProps {
  shop: string;
  logo: ShopLogo | null;
  edition: number;
}

export function Rail({ viewer, section }: { viewer: Viewer; section?: Section }) {
  const { locale, shop, till } = viewer;
  const { name, logo } = shop;
  const seen = { locale, section, till, open: openTo(viewer), shop: name, logo, edition: assetEdition() };
  return <KnownRail {...seen} />;
}

const KnownRail = remember(
  ({ locale, section, open, shop, logo, till }: RailProps) => {
    const text = frameText[locale];
    return (
      <nav class="rail" aria-label={text.mainMenu}>
        <a class="rail-brand" href={paths.counter()}>
          <ShopMark logo={logo} name={shop || text.product} />
        </a>
        {open.includes("newIntake") && (
          <a class="button primary rail-new" href={NEW_INTAKE.href} aria-keyshortcuts="n">
            <Icon name="plus" />
            <span>{text.nav.newIntake}</span>
          </a>
        )}
        <ul>
          {ENTRIES.filter((entry) => open.includes(entry.section)).map((entry) => (
            <li>
              <a href={entry.href} aria-current={entry.section === section ? "page" : undefined}>
                <Icon name={entry.icon} />
                <span>{text.nav[entry.section]}</span>
                {entry.section === "cash" && <TillMark locale={locale} till={till} />}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    );
  },
);

/** How one's own till stands, as colour and word. */
function TillMark({ locale, till }: Pick<MenuProps, "locale" | "till">) {
  if (till === null) return null;
  return (
    <span class={till === "open" ? "rail-state tone-ready" : "rail-state tone-closed"}>
      {frameText[locale].till[till]}
    </span>
  );
}

/** The five actions of the counter at the thumb; what does not fit is below "more". */
export function BottomBar({ viewer, section }: { viewer: Viewer; section?: Section }) {
  const { locale, till } = viewer;
  return <KnownBar locale={locale} section={section} open={openTo(viewer)} till={till} />;
}

const KnownBar = remember(({ locale, section, open, till }: MenuProps) => {
  const text = frameText[locale];
  const known = ENTRIES.filter((entry) => open.includes(entry.section));
  const mayTakeIn = open.includes("newIntake");
  const shown = mayTakeIn
    ? [...pick(known, ["counter", "orders"]), NEW_INTAKE, ...pick(known, ["clients"])]
    : pick(known, ["counter", "board", "orders", "clients"]);
  const rest = known.filter((entry) => !shown.includes(entry));
  return (
    <nav class="bottom" aria-label={text.mainMenu}>
      {shown.map((entry) => (
        <a
          class={entry === NEW_INTAKE ? "bottom-new" : undefined}
          href={entry.href}
          aria-current={entry.section === section ? "page" : undefined}
        >
          <Icon name={entry.icon} size={24} />
          <span>{entry === NEW_INTAKE ? text.nav.newIntakeShort : text.nav[entry.section]}</span>
        </a>
      ))}
      {rest.length > 0 && (
        <Menu
          label={text.nav.more}
          class="bottom-more"
          face={
            <>
              <Icon name="menu" size={24} />
              <span aria-hidden="true">{text.nav.more}</span>
            </>
          }
        >
          {rest.map((entry) => (
            <MenuLink href={entry.href} icon={entry.icon} current={entry.section === section}>
              {text.nav[entry.section]}
              {entry.section === "cash" && <TillMark locale={locale} till={till} />}
            </MenuLink>
          ))}
        </Menu>
      )}
    </nav>
  );
});

function pick(entries: readonly Entry[], sections: readonly Section[]): Entry[] {
  return entries.filter((entry) => sections.includes(entry.section));
}
