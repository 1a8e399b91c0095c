import { formatMoney } from "../../src/lib/money.ts";
import { paths } from "../../src/paths.ts";
import { GENERAL } from "../../src/parts/part.ts";
import type { PartDetail } from "../../src/parts/queries.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import type { Viewer } from "../viewer.ts";
import { partText } from "./text.ts";

export interface LabelPanelProps {
  viewer: Viewer;
  part: PartDetail;
  /** Some printer of the branch takes labels of parts. */
  prints: boolean;
  formKey: string;
}

export function LabelPanel({ viewer, part, prints, formKey }: LabelPanelProps) {
  const text = partText[viewer.locale].page;
  return (
    <Panel heading={text.label} headingId="part-label" icon="tag">
      {prints
        ? (
          <form class="label-request" method="post" action={paths.partLabels(part.id)}>
            <CsrfField viewer={viewer} />
            <input type="hidden" name="form_key" value={formKey} />
            <TextInput
              viewer={viewer}
              name="copies"
              id="label-copies"
              label={text.labelCopies}
              type="number"
              inputmode="numeric"
              min="1"
              max="20"
              placeholder="1"
            />
            <Button icon="printer" data-key="p">{text.printLabel}</Button>
          </form>
        )
        : <p class="hint">{text.noPrinter}</p>}
      <p>
        <LinkButton variant="quiet" size="small" icon="eye" href={looseLabel(viewer, part)}>
          {text.labelPreview}
        </LinkButton>
      </p>
    </Panel>
  );
}

/** The page of loose labels, filled in. */
function looseLabel(viewer: Viewer, part: PartDetail): string {
  const place = part.stock.find(({ branchId }) => branchId === viewer.branch?.id)?.location ?? GENERAL;
  const query = new URLSearchParams({
    plantilla: "part",
    code: part.sku,
    name: part.name,
    fits: part.models.join(", ").slice(0, 200),
    location: place === GENERAL ? "" : place,
    price: part.price_minor === 0 ? "" : formatMoney(part.price_minor, part.currency, viewer.locale),
  });
  return paths.looseLabels(`?${query}`);
}
