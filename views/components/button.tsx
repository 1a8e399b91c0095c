import type { Child } from "hono/jsx";
import { type Attributes, classes } from "./attributes.ts";
import { Icon, type IconName } from "./icon.tsx";

export type ButtonVariant = "primary" | "plain" | "quiet" | "danger";

interface Look {
  variant?: ButtonVariant;
  /** `big` is for the one act of a counter screen, `small` for rows. */
  size?: "small" | "normal" | "big";
  icon?: IconName;
  iconEnd?: IconName;
  children?: Child;
}

export interface ButtonProps extends Look, Attributes {
  type?: "submit" | "button" | "reset";
  name?: string;
  value?: string;
  form?: string;
  formaction?: string;
  formtarget?: "_blank";
  formnovalidate?: boolean;
  disabled?: boolean;
}

export function Button(
  { variant = "plain", size = "normal", icon, iconEnd, children, class: extra, type = "submit", ...rest }:
    ButtonProps,
) {
  return (
    <button type={type} class={look(variant, size, extra)} {...rest}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
      {iconEnd && <Icon name={iconEnd} />}
    </button>
  );
}

export interface LinkButtonProps extends Look, Attributes {
  href: string;
  target?: "_blank";
  rel?: string;
  /** True, or the name of the file. */
  download?: boolean | string;
}

export function LinkButton(
  { variant = "plain", size = "normal", icon, iconEnd, children, class: extra, ...rest }: LinkButtonProps,
) {
  return (
    <a class={look(variant, size, extra)} {...rest}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
      {iconEnd && <Icon name={iconEnd} />}
    </a>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, "icon" | "iconEnd" | "children"> {
  icon: IconName;
  /** What it does, for screen readers and as tooltip. */
  label: string;
}

export function IconButton(
  { icon, label, variant = "quiet", size = "normal", class: extra, type = "submit", ...rest }:
    IconButtonProps,
) {
  return (
    <button
      type={type}
      class={look(variant, size, classes("icon-button", extra))}
      aria-label={label}
      title={label}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}

function look(variant: ButtonVariant, size: "small" | "normal" | "big", extra?: string): string {
  return classes("button", variant !== "plain" && variant, size !== "normal" && size, extra);
}
