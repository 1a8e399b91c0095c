import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import type { Viewer } from "../viewer.ts";
import { dossierText } from "./text.ts";

/** Takes the signed file of an order; the answer is a download. */
export function DossierForm({ viewer, number }: { viewer: Viewer; number: string }) {
  const text = dossierText[viewer.locale];
  return (
    <form class="row apart" method="post" action={paths.orderDossier(number)}>
      <CsrfField viewer={viewer} />
      <div class="grow">
        <p>{text.label}</p>
        <p class="hint">{text.hint}</p>
      </div>
      <Button size="small" icon="badge-check">{text.take}</Button>
    </form>
  );
}
