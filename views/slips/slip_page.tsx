import { paths } from "../../src/paths.ts";
import type { Slip } from "../../src/slips/queries.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { DescriptionList, PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { DateTimeText } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { Reserved, SlipChip } from "./parts.tsx";
import { slipText } from "./text.ts";

export interface SlipPageProps {
  viewer: Viewer;
  slip: Slip;
  branch: { id: string; name: string; active: boolean };
}

/** Where the code of a slip leads that is void, that is for somebody else to enter, or that is of another branch. */
export function SlipPage({ viewer, slip, branch }: SlipPageProps) {
  const t = slipText[viewer.locale].slip;
  return (
    <Layout viewer={viewer} title={t.title(slip.number)} section="newIntake" width="narrow">
      <PageHeader
        title={t.title(slip.number)}
        aside={<SlipChip viewer={viewer} state={slip.state} />}
        back={viewer.can("slips.manage") ? { href: paths.slips(), label: t.back } : undefined}
      />
      {slip.state === "void" ? <Void viewer={viewer} slip={slip} /> : <Open {...{ viewer, slip, branch }} />}
      <Panel aria-label={t.title(slip.number)}>
        <DescriptionList
          facts={[
            { term: t.reserved, value: <Reserved viewer={viewer} of={slip} /> },
            { term: t.branch, value: branch.name },
          ]}
        />
        {viewer.can("slips.manage") && (
          <p>
            <LinkButton href={paths.slipBatch(slip.batchId)} size="small" iconEnd="arrow-right">
              {t.seeBatch}
            </LinkButton>
          </p>
        )}
      </Panel>
    </Layout>
  );
}

function Void({ viewer, slip }: { viewer: Viewer; slip: Slip }) {
  const t = slipText[viewer.locale].slip;
  return (
    <Notice tone="problem" title={t.voidTitle}>
      <p>
        {t.void(slip.settledBy)}
        {slip.settledAt !== null && (
          <>
            {", "}
            <DateTimeText viewer={viewer} at={slip.settledAt} />
          </>
        )}: <strong>{slip.reason}</strong>
      </p>
      {viewer.can("intakes.create") && (
        <>
          <p>{t.voidHelp}</p>
          <p>
            <LinkButton href={paths.newIntake()} icon="plus">{t.newIntake}</LinkButton>
          </p>
        </>
      )}
    </Notice>
  );
}

function Open({ viewer, branch }: SlipPageProps) {
  const t = slipText[viewer.locale].slip;
  if (!viewer.can("intakes.create")) {
    return (
      <Notice tone="waiting" title={t.openTitle}>
        <p>{t.open}</p>
      </Notice>
    );
  }
  return (
    <Notice tone="waiting" title={t.elsewhereTitle(branch.name)}>
      <p>{branch.active ? t.elsewhere(viewer.branch?.name ?? "") : t.closed}</p>
      {branch.active && (
        <form method="post" action={paths.preferences()}>
          <CsrfField viewer={viewer} />
          <input type="hidden" name="branch_id" value={branch.id} />
          <Button variant="primary" icon="building-2">{t.switch(branch.name)}</Button>
        </form>
      )}
    </Notice>
  );
}
