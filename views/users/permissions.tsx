import { neededWith, type Permission, personMay, roleMay } from "../../src/auth/permissions.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { overrideField } from "../../src/users/input.ts";
import type { UserPage } from "../../src/users/queries.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { PERMISSION_GROUPS, type PermissionGroup, permissionsOf } from "./permission_groups.ts";
import { permissionText } from "./permission_text.ts";
import { text } from "./text.ts";

export interface PermissionsPageProps {
  viewer: Viewer;
  user: UserPage;
  typed?: Typed;
  errors?: FieldErrors;
  /** Somebody saved the user while `typed` was being chosen. */
  conflict?: boolean;
}

/** What one user may: what the role gives, and what is said of this one. */
export function PermissionsPage({ viewer, user, typed, errors = {}, conflict }: PermissionsPageProps) {
  const t = permissionText[viewer.locale];
  const role = frameText[viewer.locale].roles[user.role];
  return (
    <Layout viewer={viewer} title={`${t.title}: ${user.name}`} section="admin">
      <PageHeader
        title={t.title}
        lead={t.lead(user.name, role)}
        back={{ href: paths.user(user.id), label: user.name }}
      />
      {conflict && (
        <Notice tone="problem" title={t.changedTitle}>
          <p>{t.changed}</p>
        </Notice>
      )}
      <form method="post" action={paths.userPermissions(user.id)} class="stack" data-guard="">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="version" value={String(user.version)} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        {PERMISSION_GROUPS.map((group) => <GroupPanel {...{ viewer, user, typed, errors, group }} />)}
        <div class="act-bar">
          <LinkButton href={paths.user(user.id)} variant="quiet">{text[viewer.locale].cancel}</LinkButton>
          <Button variant="primary" icon="save">{t.save}</Button>
        </div>
      </form>
    </Layout>
  );
}

type GroupProps = Omit<PermissionsPageProps, "conflict"> & { errors: FieldErrors; group: PermissionGroup };

function GroupPanel({ viewer, user, typed, errors, group }: GroupProps) {
  const t = permissionText[viewer.locale];
  const heading = `permissions-${group}`;
  return (
    <Panel heading={t.groups[group]} headingId={heading} flush>
      <DataTable
        viewer={viewer}
        caption={t.groups[group]}
        dense
        few
        rows={permissionsOf(group)}
        columns={[
          { label: t.permission, cell: (permission) => <Named {...{ viewer, permission }} />, width: "grow" },
          {
            label: t.role,
            cell: (permission) => (
              <span class="muted">{roleMay(user.role, permission) ? t.gives : t.givesNot}</span>
            ),
          },
          {
            label: t.choice,
            actions: true,
            cell: (permission) => <Choice {...{ viewer, user, typed, errors, permission }} />,
          },
        ]}
      />
    </Panel>
  );
}

/** Its name, with what it is of no use without. */
function Named({ viewer, permission }: { viewer: Viewer; permission: Permission }) {
  const t = permissionText[viewer.locale];
  const needed = neededWith(permission).map((one) => t.names[one]);
  return (
    <>
      <div>{t.names[permission]}</div>
      {needed.length > 0 && <div class="muted">{t.needs(needed.join(" · "))}</div>}
    </>
  );
}

type ChoiceProps = Omit<GroupProps, "group"> & { permission: Permission };

function Choice({ viewer, user, typed, errors, permission }: ChoiceProps) {
  const t = permissionText[viewer.locale];
  const name = `overrides.${overrideField(permission)}`;
  const saved = user.powers.overrides?.[permission] ?? "role";
  const gives = viewer.can(permission) || personMay(user.powers, permission);
  return (
    <Select
      viewer={viewer}
      name={name}
      label={t.names[permission]}
      hideLabel
      value={typed ? typedText(typed, name) : saved}
      error={errorOf(viewer, errors, name)}
      options={[
        { value: "role", label: t.choices.role },
        { value: "allow", label: gives ? t.choices.allow : t.cannotGive, disabled: !gives },
        { value: "deny", label: t.choices.deny },
      ]}
    />
  );
}

/** On the user's page: where they differ from their role. */
export function PermissionsPanel({ viewer, user }: { viewer: Viewer; user: UserPage }) {
  const t = permissionText[viewer.locale];
  const those = (override: "allow" | "deny") =>
    PERMISSION_GROUPS.flatMap(permissionsOf).filter((one) => user.powers.overrides?.[one] === override);
  const allowed = those("allow");
  const denied = those("deny");
  return (
    <Panel heading={t.title} headingId="permissions" icon="shield">
      {allowed.length + denied.length === 0 && <p>{t.none}</p>}
      <NamedList viewer={viewer} heading={t.allowed} permissions={allowed} />
      <NamedList viewer={viewer} heading={t.denied} permissions={denied} />
      <div class="row">
        <LinkButton href={paths.userPermissions(user.id)} icon="shield">{t.link}</LinkButton>
      </div>
    </Panel>
  );
}

interface NamedListProps {
  viewer: Viewer;
  heading: string;
  permissions: readonly Permission[];
}

function NamedList({ viewer, heading, permissions }: NamedListProps) {
  if (permissions.length === 0) return null;
  const { names } = permissionText[viewer.locale];
  return (
    <div>
      <p>{heading}:</p>
      <ul>
        {permissions.map((permission) => <li>{names[permission]}</li>)}
      </ul>
    </div>
  );
}
