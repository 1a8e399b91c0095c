import type { Branch } from "../../src/admin/shop.ts";
import { DEVICE_CATEGORIES } from "../../src/devices/device.ts";
import { paths } from "../../src/paths.ts";
import type { FigureFilter, RangeFault } from "../../src/statistics/filter.ts";
import { PERIODS } from "../../src/statistics/period.ts";
import { Button } from "../components/button.tsx";
import { DateInput, Select } from "../components/inputs.tsx";
import { FilterBar } from "../components/list.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

export interface FilterProps {
  viewer: Viewer;
  /** As it was asked for; a range with a fault stays as it was typed. */
  asked: {
    filter: FigureFilter;
    from: string;
    to: string;
    free: boolean;
    fault: RangeFault | "range_missing" | null;
  };
  branches: readonly Branch[];
  technicians: readonly { id: string; name: string }[];
}

export function StatisticsFilter({ viewer, asked, branches, technicians }: FilterProps) {
  const t = text[viewer.locale];
  const { filter, free, fault } = asked;
  const error = fault ? t.faults[fault] : undefined;
  return (
    <FilterBar action={paths.statistics()} label={t.filters} class="no-print">
      <Select
        viewer={viewer}
        name="periodo"
        label={t.period}
        value={free ? "free" : filter.period ?? ""}
        options={[
          ...PERIODS.map((period) => ({ value: period, label: t.periods[period] })),
          { value: "free", label: t.free },
        ]}
      />
      <DateInput
        viewer={viewer}
        name="desde"
        label={t.from}
        value={asked.from}
        error={error}
        class="only-free"
      />
      <DateInput viewer={viewer} name="hasta" label={t.to} value={asked.to} class="only-free" />
      {branches.length > 1 && (
        <Select
          viewer={viewer}
          name="sucursal"
          label={t.branch}
          empty={t.allBranches}
          value={filter.branch}
          options={branches.map(({ id, code, name }) => ({ value: id, label: `${code} · ${name}` }))}
        />
      )}
      <Select
        viewer={viewer}
        name="tecnico"
        label={t.technician}
        empty={t.everybody}
        value={filter.technician}
        options={technicians.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Select
        viewer={viewer}
        name="categoria"
        label={t.category}
        empty={t.allCategories}
        value={filter.category}
        options={DEVICE_CATEGORIES.map((category) => ({
          value: category,
          label: orderText[viewer.locale].categories[category],
        }))}
      />
      <Button>{t.apply}</Button>
    </FilterBar>
  );
}
