import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { Button } from "./button.tsx";

/** Puts the value on the clipboard; not there without scripts. */
export function CopyButton({ viewer, value }: { viewer: Viewer; value: string }) {
  const text = frameText[viewer.locale].copy;
  return (
    <Button
      size="small"
      icon="copy"
      type="button"
      class="script-only"
      data-copy={value}
      data-copied={text.copied}
    >
      {text.copy}
    </Button>
  );
}
