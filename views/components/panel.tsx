import type { Child } from "hono/jsx";
import { type Attributes, classes } from "./attributes.ts";
import { Icon, type IconName } from "./icon.tsx";

export interface PanelProps extends Attributes {
  /** Left out for a panel whose content says what it is; then give `aria-label`. */
  heading?: string;
  headingId?: string;
  icon?: IconName;
  /** Buttons or links at the right of the heading. */
  actions?: Child;
  footer?: Child;
  /** `flush` lets a table or list run to the edges. */
  flush?: boolean;
  children?: Child;
}

export function Panel(
  { heading, headingId, icon, actions, footer, flush, children, class: extra, ...rest }: PanelProps,
) {
  return (
    <section
      class={classes("panel", flush && "flush", extra)}
      aria-labelledby={heading && headingId ? headingId : undefined}
      {...rest}
    >
      {(heading || actions) && (
        <header class="panel-head">
          {heading && <h2 id={headingId}>{icon && <Icon name={icon} />}{heading}</h2>}
          {actions && <div class="panel-actions">{actions}</div>}
        </header>
      )}
      <div class="panel-body">{children}</div>
      {footer && <footer class="panel-foot">{footer}</footer>}
    </section>
  );
}

/** A small surface, as on the board. */
export function Card({ children, class: extra, ...rest }: Attributes & { children?: Child }) {
  return <article class={classes("card", extra)} {...rest}>{children}</article>;
}

export interface FieldsetProps extends Attributes {
  legend: string;
  hint?: string;
  children?: Child;
}

export function Fieldset({ legend, hint, children, class: extra, ...rest }: FieldsetProps) {
  return (
    <fieldset class={classes("fieldset", extra)} {...rest}>
      <legend>{legend}</legend>
      {hint && <p class="hint">{hint}</p>}
      {children}
    </fieldset>
  );
}

export interface PageHeaderProps {
  title: Child;
  /** Beside the title: chips, codes. */
  aside?: Child;
  /** One line below the title. */
  lead?: Child;
  actions?: Child;
  back?: { href: string; label: string };
}

export function PageHeader({ title, aside, lead, actions, back }: PageHeaderProps) {
  return (
    <header class="page-head">
      {back && (
        <a class="back" href={back.href}>
          <Icon name="arrow-left" size={16} />
          {back.label}
        </a>
      )}
      <div class="page-title">
        <h1>{title}</h1>
        {aside}
      </div>
      {lead && <p class="lead">{lead}</p>}
      {actions && <div class="page-actions">{actions}</div>}
    </header>
  );
}

export interface EmptyStateProps {
  icon: IconName;
  title: string;
  /** What would be here and how to get it here. */
  children?: Child;
  action?: Child;
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div class="empty">
      <Icon name={icon} size={32} />
      <p class="empty-title">{title}</p>
      {children && <p class="empty-text">{children}</p>}
      {action && <div class="empty-action">{action}</div>}
    </div>
  );
}

export interface StatCardProps {
  label: string;
  value: Child;
  href?: string;
  note?: Child;
  tone?: "new" | "active" | "waiting" | "ready" | "closed" | "problem";
  icon?: IconName;
}

export function StatCard({ label, value, href, note, tone, icon }: StatCardProps) {
  const inside = (
    <>
      <span class="stat-label">{icon && <Icon name={icon} />}{label}</span>
      <span class="stat-value">{value}</span>
      {note && <span class="stat-note">{note}</span>}
    </>
  );
  return href
    ? <a class={classes("stat", tone && `tone-${tone}`)} href={href}>{inside}</a>
    : <div class={classes("stat", tone && `tone-${tone}`)}>{inside}</div>;
}

export interface Fact {
  term: string;
  value: Child;
  /** Spans the whole width. */
  wide?: boolean;
}

/** Facts that have no value are left out. */
export function DescriptionList({ facts, class: extra }: { facts: readonly Fact[]; class?: string }) {
  return (
    <dl class={classes("facts", extra)}>
      {facts.map(({ term, value, wide }) =>
        value === null || value === undefined || value === "" || value === false
          ? null
          : (
            <div class={wide ? "wide" : undefined}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          )
      )}
    </dl>
  );
}
