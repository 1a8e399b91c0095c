import type { Locale } from "../../src/lib/locale.ts";
import { Select } from "../components/inputs.tsx";
import { orderText } from "./text.ts";

export interface WhoseProps {
  locale: Locale;
  /** Id of a technician, `none` for orders that are nobody's. */
  technician: string | null;
  technicians: readonly { id: string; name: string }[];
  branch: string | null;
  branches: readonly { id: string; name: string }[];
  /** Orders of all branches can be asked for. */
  everywhere?: boolean;
}

/** The filters of a list and of the board that say whose orders, and where. */
export function WhoseFilters(props: WhoseProps) {
  const text = orderText[props.locale].list;
  const viewer = { locale: props.locale };
  return (
    <>
      <Select
        viewer={viewer}
        name="tecnico"
        label={text.technician}
        value={props.technician ?? ""}
        empty={text.anybody}
        options={[
          { value: "none", label: text.nobody },
          ...props.technicians.map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
      {props.branches.length > 1 && (
        <Select
          viewer={viewer}
          name="sucursal"
          label={text.branch}
          value={props.branch ?? ""}
          empty={props.everywhere ? text.anyBranch : undefined}
          options={props.branches.map((one) => ({ value: one.id, label: one.name }))}
        />
      )}
    </>
  );
}
