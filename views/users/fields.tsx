import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { type Role, ROLES } from "../../src/users/role.ts";
import { ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

export interface BranchChoice {
  id: string;
  code: string;
  name: string;
  active: boolean;
}

export interface UserFieldsProps {
  viewer: Viewer;
  typed: Typed;
  errors: FieldErrors;
  branches: readonly BranchChoice[];
}

/** What a new user and one that is edited have in common. */
export function UserFields({ viewer, typed, errors, branches }: UserFieldsProps) {
  const t = text[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  const chosen = typedText(typed, "branch_id");
  return (
    <>
      <CsrfField viewer={viewer} />
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <div class="columns">
        <TextInput {...field("name")} label={t.name} required maxlength={80} autocomplete="off" />
        <TextInput
          {...field("email")}
          label={t.email}
          hint={t.emailHint}
          type="email"
          required
          maxlength={254}
          autocomplete="off"
        />
      </div>
      <ChipGroup
        viewer={viewer}
        choose="one"
        name="role"
        label={t.role}
        required
        choices={ROLES.map((role: Role) => ({
          value: role,
          label: frameText[viewer.locale].roles[role],
          note: t.roleNotes[role],
        }))}
        chosen={[typedText(typed, "role")]}
        error={errorOf(viewer, errors, "role")}
      />
      <Select
        {...field("branch_id")}
        label={t.branch}
        hint={t.branchHint}
        required
        options={branches.filter(({ id, active }) => active || id === chosen)
          .map(({ id, code, name }) => ({ value: id, label: `${code} · ${name}` }))}
      />
    </>
  );
}
