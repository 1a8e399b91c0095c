import type { Permission } from "../../src/auth/permissions.ts";
import { paths } from "../../src/paths.ts";
import { Icon, type IconName } from "../components/icon.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

type Group = keyof (typeof text)["es"]["groups"];

interface Section {
  name: keyof (typeof text)["es"]["sections"];
  group: Group;
  href: string;
  icon: IconName;
  permission: Permission;
}

const SECTIONS: readonly Section[] = [
  {
    name: "settings",
    group: "shop",
    href: paths.settings(),
    icon: "settings",
    permission: "settings.manage",
  },
  {
    name: "branches",
    group: "shop",
    href: paths.branches(),
    icon: "building-2",
    permission: "settings.manage",
  },
  {
    name: "gateways",
    group: "shop",
    href: paths.gateways(),
    icon: "credit-card",
    permission: "settings.manage",
  },
  { name: "tills", group: "shop", href: paths.tills(), icon: "wallet", permission: "cash.manage" },
  {
    name: "checklists",
    group: "shop",
    href: paths.checklists(),
    icon: "clipboard-list",
    permission: "settings.manage",
  },
  { name: "terms", group: "shop", href: paths.terms(), icon: "file-text", permission: "settings.manage" },
  {
    name: "quoteTemplates",
    group: "shop",
    href: paths.quoteTemplates(),
    icon: "layers",
    permission: "settings.manage",
  },
  {
    name: "certificates",
    group: "shop",
    href: paths.certificates(),
    icon: "badge-check",
    permission: "settings.manage",
  },
  { name: "users", group: "people", href: paths.users(), icon: "users", permission: "users.manage" },
  {
    name: "tokens",
    group: "people",
    href: paths.apiTokens(),
    icon: "key-round",
    permission: "settings.manage",
  },
  {
    name: "webhooks",
    group: "people",
    href: paths.webhooks(),
    icon: "webhook",
    permission: "webhooks.manage",
  },
  {
    name: "reports",
    group: "messages",
    href: paths.reports(),
    icon: "chart-column",
    permission: "reports.manage",
  },
  { name: "tasks", group: "data", href: paths.tasks(), icon: "clock", permission: "tasks.manage" },
  { name: "backups", group: "data", href: paths.backups(), icon: "shield", permission: "backups.manage" },
  {
    name: "dump",
    group: "data",
    href: paths.dump(),
    icon: "download",
    permission: "dump.take",
  },
  {
    name: "imports",
    group: "data",
    href: paths.imports(),
    icon: "upload",
    permission: "imports.run",
  },
  { name: "status", group: "data", href: paths.status(), icon: "monitor", permission: "settings.manage" },
  { name: "logs", group: "data", href: paths.logs(), icon: "file-text", permission: "logs.read" },
  { name: "audit", group: "people", href: paths.audit(), icon: "history", permission: "audit.read" },
  {
    name: "printers",
    group: "printing",
    href: paths.printers(),
    icon: "printer",
    permission: "printers.manage",
  },
  {
    name: "labelLayouts",
    group: "printing",
    href: paths.labelLayouts(),
    icon: "pencil",
    permission: "printers.manage",
  },
  { name: "slips", group: "printing", href: paths.slips(), icon: "qr-code", permission: "slips.manage" },
  { name: "agents", group: "printing", href: paths.agents(), icon: "plug", permission: "printers.manage" },
  {
    name: "printJobs",
    group: "printing",
    href: paths.printJobs(),
    icon: "tag",
    permission: "printers.manage",
  },
  {
    name: "cannedAnswers",
    group: "messages",
    href: paths.cannedAnswers(),
    icon: "message-square",
    permission: "settings.manage",
  },
  {
    name: "mailTemplates",
    group: "messages",
    href: paths.mailTemplates(),
    icon: "pencil",
    permission: "templates.manage",
  },
  {
    name: "whatsapp",
    group: "messages",
    href: paths.whatsapp(),
    icon: "message-circle",
    permission: "settings.manage",
  },
  { name: "messages", group: "messages", href: paths.messages(), icon: "mail", permission: "messages.read" },
];

const GROUPS: readonly Group[] = ["shop", "people", "printing", "messages", "data"];

export function AdminPage({ viewer }: { viewer: Viewer }) {
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.title} section="admin">
      <PageHeader title={t.title} lead={t.lead} />
      <div class="columns admin-index">
        {GROUPS.map((group) => {
          const shown = SECTIONS.filter((one) => one.group === group && viewer.can(one.permission));
          return shown.length > 0 && (
            <Panel flush heading={t.groups[group]} headingId={`group-${group}`}>
              <ul class="link-list" data-rows="">
                {shown.map((section) => <SectionLink viewer={viewer} section={section} />)}
              </ul>
            </Panel>
          );
        })}
      </div>
    </Layout>
  );
}

function SectionLink({ viewer, section }: { viewer: Viewer; section: Section }) {
  const [title, help] = text[viewer.locale].sections[section.name];
  return (
    <li>
      <Icon name={section.icon} size={24} />
      <span class="grow">
        <a class="row-link" href={section.href}>{title}</a>
        <span class="sub">{help}</span>
      </span>
      <Icon name="chevron-right" size={16} />
    </li>
  );
}
