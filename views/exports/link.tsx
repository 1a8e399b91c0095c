import { type CsvList, paths } from "../../src/paths.ts";
import { LinkButton } from "../components/button.tsx";
import type { Viewer } from "../viewer.ts";
import { exportText } from "./text.ts";

/** Below a list: the whole of it as a file, narrowed as it is shown; nothing for who may not take lists along. */
export function CsvLink({ viewer, list, query = "" }: { viewer: Viewer; list: CsvList; query?: string }) {
  if (!viewer.can("lists.export")) return null;
  const text = exportText[viewer.locale];
  return (
    <p class="row end no-print">
      <LinkButton
        size="small"
        variant="quiet"
        icon="download"
        href={paths.csv(list, query)}
        aria-label={text.csvOf}
        title={text.csvOf}
        download
      >
        {text.csv}
      </LinkButton>
    </p>
  );
}
