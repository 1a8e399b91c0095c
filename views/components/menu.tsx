import type { Child } from "hono/jsx";
import type { Locale } from "../../src/lib/locale.ts";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { type Attributes, classes } from "./attributes.ts";
import { Button, type ButtonVariant, IconButton } from "./button.tsx";
import { CsrfField } from "./csrf.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { remember } from "./remember.ts";

export interface MenuProps extends Attributes {
  /** What the button says; with `icon` alone it is its accessible name. */
  label: string;
  icon?: IconName;
  /** Other content for the button, e.g. a status chip; `label` is read out before its words. */
  face?: Child;
  variant?: ButtonVariant;
  /** Which edge of the button the list keeps to. */
  align?: "start" | "end";
  children?: Child;
}

/** Opens below its button; closes with Escape, a click elsewhere or a choice. Works without scripts. */
export function Menu(
  { label, icon, face, variant = "plain", align = "end", children, class: extra, ...rest }: MenuProps,
) {
  return (
    <details class={classes("menu", align === "start" && "start", extra)} {...rest}>
      <summary
        class={face ? "menu-face" : classes("button", variant !== "plain" && variant, icon && "icon-button")}
        title={icon ? label : undefined}
      >
        {(face || icon) && <span class="visually-hidden">{label}</span>}
        {face ?? (icon ? <Icon name={icon} /> : <span>{label}</span>)}
        {!icon && <Icon name="chevron-down" size={16} />}
      </summary>
      <div class="menu-list">{children}</div>
    </details>
  );
}

export interface MenuLinkProps extends Attributes {
  href: string;
  icon?: IconName;
  current?: boolean;
  children?: Child;
}

export function MenuLink({ href, icon, current, children, class: extra, ...rest }: MenuLinkProps) {
  return (
    <a class={classes("menu-item", extra)} href={href} aria-current={current ? "true" : undefined} {...rest}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </a>
  );
}

export interface MenuButtonProps extends Attributes {
  type?: "submit" | "button";
  name?: string;
  value?: string;
  icon?: IconName;
  /** Shows that it is what is chosen now. */
  chosen?: boolean;
  danger?: boolean;
  children?: Child;
}

/** A button of a menu; stands in a form that posts, or carries `hx-*`. */
export function MenuButton(
  { icon, chosen, danger, children, class: extra, type = "submit", ...rest }: MenuButtonProps,
) {
  return (
    <button
      type={type}
      class={classes("menu-item", danger && "danger", extra)}
      aria-pressed={chosen === undefined ? undefined : chosen ? "true" : "false"}
      {...rest}
    >
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

export interface DialogProps {
  viewer: Pick<Viewer, "locale">;
  id: string;
  title: string;
  wide?: boolean;
  /** Opens at once, as an answer that asks something. */
  open?: boolean;
  children?: Child;
}

/** Opened by any button with `data-dialog="<id>"`; closed by Escape, its cross, or `data-close`. */
export function Dialog({ viewer, id, title, wide, open, children }: DialogProps) {
  return (
    <dialog
      id={id}
      class={wide ? "dialog wide" : "dialog"}
      aria-labelledby={`${id}-title`}
      data-open={open ? "" : undefined}
    >
      <header class="dialog-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <IconButton icon="x" label={frameText[viewer.locale].dialog.close} type="button" data-close="" />
      </header>
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}

export interface ConfirmFormProps extends Attributes {
  viewer: Viewer;
  action: string;
  /** Names the thing and what cannot be undone. */
  question: string;
  /** The words of the button, also in the dialog. */
  label: string;
  icon?: IconName;
  variant?: ButtonVariant;
  size?: "small" | "normal" | "big";
  /** Hidden fields. */
  children?: Child;
}

/** One button that posts after asking. For what cannot be undone only. */
export function ConfirmForm(
  { viewer, action, question, label, icon, variant = "danger", size, children, ...rest }: ConfirmFormProps,
) {
  return (
    <form method="post" action={action} data-confirm={question} data-confirm-label={label} {...rest}>
      <CsrfField viewer={viewer} />
      {children}
      <Button variant={variant} icon={icon} size={size}>{label}</Button>
    </form>
  );
}

/** The question behind `data-confirm` and `hx-confirm`; in the frame once. */
export const ConfirmDialog = remember(({ locale }: { locale: Locale }) => {
  const text = frameText[locale].dialog;
  return (
    <dialog id="confirm" class="dialog" role="alertdialog" aria-labelledby="confirm-question">
      <form method="dialog" class="dialog-body">
        <p class="confirm-question" id="confirm-question"></p>
        <div class="dialog-foot">
          <Button value="stay" autofocus>{text.cancel}</Button>
          <Button variant="danger" value="go" data-label={text.confirm}>{text.confirm}</Button>
        </div>
      </form>
    </dialog>
  );
});
