import type { AppErrorDetail, ErrorCode } from "../../src/lib/app_error.ts";
import { paths } from "../../src/paths.ts";
import { Icon } from "../components/icon.tsx";
import { LinkButton } from "../components/button.tsx";
import { Layout, PublicLayout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { sentenceOf, text, titleOf } from "./text.ts";

interface ErrorProps {
  viewer: Viewer;
  code: ErrorCode;
  detail: AppErrorDetail;
  requestId: string;
  /** The page with the form that was refused, where one was. */
  from: string | null;
}

export function ErrorPage(props: ErrorProps) {
  const title = titleOf(props, props.viewer.locale);
  const Frame = props.viewer.user ? Layout : PublicLayout;
  return (
    <Frame viewer={props.viewer} title={title}>
      <ErrorPanel {...props} />
    </Frame>
  );
}

/** What a part of a page shows instead of itself. */
export function ErrorPanel({ viewer, code, detail, requestId, from }: ErrorProps) {
  const t = text[viewer.locale];
  // Who is not signed in has no search above.
  const outside = viewer.user === null && code === "not_found" && detail.reason === undefined;
  const sentence = outside ? t.notFoundOutside : sentenceOf({ code, detail }, viewer.locale);
  return (
    <section class="error-panel" role="alert">
      <Icon name="triangle-alert" size={24} />
      <div class="stack tight">
        <h1>{titleOf({ code, detail }, viewer.locale)}</h1>
        <p>{sentence}</p>
        {code === "internal" && (
          <p class="hint">
            {t.requestId}: <code>{requestId}</code>
          </p>
        )}
        <p class="row">
          {from !== null && <LinkButton href={from} icon="rotate-ccw">{t.again}</LinkButton>}
          <LinkButton href={paths.counter()}>{t.home}</LinkButton>
        </p>
      </div>
    </section>
  );
}
