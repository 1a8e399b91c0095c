import type { Viewer } from "../viewer.ts";

/** Goes into every form that posts. */
export function CsrfField({ viewer }: { viewer: Pick<Viewer, "csrf"> }) {
  return <input type="hidden" name="_csrf" value={viewer.csrf} />;
}
