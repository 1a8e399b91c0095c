import { paths } from "../../src/paths.ts";
import { ConfirmForm } from "../components/menu.tsx";
import { DateText } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

interface BouncedProps {
  viewer: Viewer;
  clientId: string;
  address: string;
  /** Undefined for an address that is written to. */
  since: number | undefined;
}

/** That nothing is sent to an address of a client, and how that is lifted. */
export function BouncedLine({ viewer, clientId, address, since }: BouncedProps) {
  const t = text[viewer.locale].bounced;
  if (since === undefined) return null;
  return (
    <>
      <span class="sub">
        {t.since} <DateText viewer={viewer} at={since} />. {t.unwritten}
      </span>
      {viewer.can("messages.read") && (
        <ConfirmForm
          viewer={viewer}
          action={paths.suppressionLift()}
          question={t.question(address)}
          label={t.lift}
          variant="quiet"
          size="small"
        >
          <input type="hidden" name="address" value={address} />
          <input type="hidden" name="client" value={clientId} />
        </ConfirmForm>
      )}
    </>
  );
}
