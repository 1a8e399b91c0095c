import type { Locale } from "../../src/lib/locale.ts";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { Icon } from "./icon.tsx";
import { remember } from "./remember.ts";

/**
 * Where notices appear. An answer adds one by the header `HX-Trigger: {"toast": "Guardado"}`, or
 * `{"toast": {"text": "…", "tone": "problem", "undo": "/ruta"}}` where `undo` is an address that takes a POST.
 */
export function ToastRegion({ viewer }: { viewer: Viewer }) {
  const text = frameText[viewer.locale].toast;
  return (
    <section class="toasts" id="toasts" aria-label={text.region} aria-live="polite">
      <ToastTemplate locale={viewer.locale} />
      {viewer.toast && <Toast viewer={viewer} text={viewer.toast} />}
    </section>
  );
}

const ToastTemplate = remember(({ locale }: { locale: Locale }) => {
  const text = frameText[locale].toast;
  return (
    <template id="toast-template">
      <div class="toast">
        <Icon name="circle-check" />
        <Icon name="triangle-alert" />
        <p></p>
        <button type="button" class="toast-undo" hidden>{text.undo}</button>
        <button type="button" class="toast-close" aria-label={text.close}>
          <Icon name="x" size={16} />
        </button>
      </div>
    </template>
  );
});

export function Toast({ viewer, text, problem }: { viewer: Viewer; text: string; problem?: boolean }) {
  return (
    <div class={problem ? "toast problem" : "toast"}>
      <Icon name={problem ? "triangle-alert" : "circle-check"} />
      <p>{text}</p>
      <button type="button" class="toast-close" aria-label={frameText[viewer.locale].toast.close}>
        <Icon name="x" size={16} />
      </button>
    </div>
  );
}
