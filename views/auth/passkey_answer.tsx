import { Icon } from "../components/icon.tsx";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

/** What a device answers, and where it is said that it did not. */
export function PasskeyAnswer(
  { viewer, name, error }: { viewer: Viewer; name: string; error?: string },
) {
  const t = text[viewer.locale].passkey;
  return (
    <>
      <input type="hidden" name={name} value="" data-passkey-answer="" />
      <p
        class="hint passkey-said"
        role="status"
        data-passkey-said=""
        data-failed={t.failed}
        data-known={t.known}
      >
      </p>
      {error && (
        <p class="field-error" role="alert">
          <Icon name="circle-alert" size={16} />
          {error}
        </p>
      )}
    </>
  );
}
