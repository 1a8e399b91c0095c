import type { DeviceWarranty } from "../../src/warranties/queries.ts";
import { daysLeft, inForce } from "../../src/warranties/warranty.ts";
import { Select } from "../components/inputs.tsx";
import type { Viewer } from "../viewer.ts";
import { termWords } from "./term.tsx";
import { warrantyText } from "./text.ts";

interface ClaimChoiceProps {
  viewer: Viewer;
  name: string;
  warranties: readonly DeviceWarranty[];
  chosen: string;
  error?: string;
}

/** Under which of the device's warranties it comes back; of those that are over it says since when. */
export function ClaimChoice({ viewer, name, warranties, chosen, error }: ClaimChoiceProps) {
  const text = warrantyText[viewer.locale];
  const valid = warranties.filter((one) => inForce(one, viewer.now));
  const [latest] = warranties;
  if (valid.length === 0 && !error) {
    return latest ? <p>{latest.number}: {termWords(viewer, latest.endsAt)}</p> : null;
  }
  return (
    <Select
      viewer={viewer}
      name={name}
      label={text.choose}
      empty={text.notClaim}
      value={valid.some(({ number }) => number === chosen) ? chosen : ""}
      error={error}
      options={valid.map(({ number, endsAt, fault }) => ({
        value: number,
        label: text.option(number, text.left(daysLeft(endsAt, viewer)), fault),
      }))}
    />
  );
}
