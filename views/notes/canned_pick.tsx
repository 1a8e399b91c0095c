import { Button } from "../components/button.tsx";
import { Select } from "../components/inputs.tsx";
import type { Viewer } from "../viewer.ts";
import { noteText } from "./text.ts";

interface CannedPickProps {
  viewer: Viewer;
  canned: readonly { id: string; title: string }[];
}

/** Puts an answer into the note that is being written: the form comes back with it, in place or as the page. */
export function CannedPick({ viewer, canned }: CannedPickProps) {
  const text = noteText[viewer.locale];
  return (
    <div class="row">
      <Select
        viewer={viewer}
        name="canned"
        label={text.pick}
        hideLabel
        empty={text.pick}
        class="grow"
        options={canned.map(({ id, title }) => ({ value: id, label: title }))}
      />
      <Button name="insert" value="1" formnovalidate>{text.insert}</Button>
    </div>
  );
}
