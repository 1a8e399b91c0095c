import type { BackupPulse } from "../../src/backups/queries.ts";
import type { Permission } from "../../src/auth/permissions.ts";
import { paths } from "../../src/paths.ts";
import { Icon, type IconName } from "../components/icon.tsx";
import { Panel } from "../components/panel.tsx";
import type { Viewer } from "../viewer.ts";
import { boardText } from "./text.ts";

interface Step {
  name: "shop" | "people" | "printer" | "backups" | "imports" | "intake";
  icon: IconName;
  href: string;
  permission: Permission;
}

const STEPS: readonly Step[] = [
  { name: "shop", icon: "settings", href: paths.settings(), permission: "settings.manage" },
  { name: "people", icon: "users", href: paths.users(), permission: "users.manage" },
  { name: "printer", icon: "printer", href: paths.agents(), permission: "printers.manage" },
  { name: "backups", icon: "shield", href: paths.backups(), permission: "backups.manage" },
  { name: "imports", icon: "upload", href: paths.imports(), permission: "imports.run" },
  { name: "intake", icon: "plus", href: paths.newIntake(), permission: "intakes.create" },
];

/** What whoever runs a shop does before its first order; figures would say nothing yet. */
export function FirstSteps({ viewer, backups }: { viewer: Viewer; backups: BackupPulse | null }) {
  const text = boardText[viewer.locale].firstSteps;
  const steps = STEPS.filter(({ name, permission }) =>
    viewer.can(permission) && !(name === "backups" && backups?.hasKey)
  );
  return (
    <Panel flush heading={text.title} headingId="first-steps" icon="clipboard-list">
      <p class="muted panel-note">{text.lead}</p>
      <ol class="link-list" data-rows="">
        {steps.map(({ name, icon, href }) => {
          const [title, help] = text.steps[name];
          return (
            <li>
              <Icon name={icon} size={24} />
              <span class="grow">
                <a class="row-link" href={href}>{title}</a>
                <span class="sub">{help}</span>
              </span>
              <Icon name="chevron-right" size={16} />
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
