import { paths } from "../../src/paths.ts";
import { Tabs } from "../components/list.tsx";
import { PageHeader } from "../components/panel.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { logText } from "./text.ts";

/** What both pages of the logs begin with. */
export function LogHead({ viewer, current }: { viewer: Viewer; current: "lines" | "files" }) {
  const t = logText[viewer.locale];
  return (
    <>
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: paths.admin(), label: frameText[viewer.locale].nav.admin }}
      />
      <Tabs
        label={t.tabs}
        tabs={[
          { href: paths.logs(), label: t.tabLines, icon: "list", current: current === "lines" },
          { href: paths.logFiles(), label: t.tabFiles, icon: "file-text", current: current === "files" },
        ]}
      />
    </>
  );
}
