import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { PART_UNITS } from "../../src/parts/part.ts";
import type { PartDetail } from "../../src/parts/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Checkbox, Switch } from "../components/choices.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { MoneyInput, Select, TextArea, TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { partDifferences } from "./differences.ts";
import { partText } from "./text.ts";

const FORM = "part-form";

interface FormProps {
  viewer: Viewer;
  typed: Typed;
  errors?: FieldErrors;
  /** Of the shop: what prices and costs are in. */
  currency: string;
  categories: readonly string[];
}

export function NewPartPage(props: FormProps) {
  const { viewer, typed } = props;
  const text = partText[viewer.locale];
  return (
    <Layout viewer={viewer} title={text.add} section="parts" width="narrow">
      <PageHeader title={text.add} back={{ href: paths.parts(), label: text.title }} />
      <form method="post" action={paths.newPart()} id={FORM} class="stack" data-guard="">
        <input type="hidden" name="form_key" value={typedText(typed, "form_key")} />
        <PartFields {...props} />
        <FormEnd viewer={viewer} label={text.form.create} cancel={paths.parts()} />
      </form>
    </Layout>
  );
}

interface EditProps extends FormProps {
  part: PartDetail;
  /** Somebody saved `part` while `typed` was being written. */
  conflict?: boolean;
}

export function EditPartPage({ part, conflict = false, ...props }: EditProps) {
  const { viewer, typed } = props;
  const text = partText[viewer.locale];
  const version = conflict ? String(part.version) : typedText(typed, "version");
  return (
    <Layout viewer={viewer} title={text.form.editTitle(part.name)} section="parts" width="narrow">
      <PageHeader
        title={text.form.editTitle(part.name)}
        back={{ href: paths.part(part.id), label: part.name }}
      />
      {conflict && <PartConflict viewer={viewer} part={part} typed={typed} />}
      <form method="post" action={paths.partEdit(part.id)} id={FORM} class="stack" data-guard="">
        <input type="hidden" name="version" value={version} />
        <PartFields {...props} />
        <FormEnd viewer={viewer} label={text.form.save} cancel={paths.part(part.id)} />
      </form>
    </Layout>
  );
}

function PartConflict({ viewer, part, typed }: { viewer: Viewer; part: PartDetail; typed: Typed }) {
  const words = frameText[viewer.locale].conflict;
  return (
    <ConflictPanel viewer={viewer} fields={partDifferences(viewer, { part, typed })}>
      <LinkButton href={paths.part(part.id)}>{words.keepTheirs}</LinkButton>
      <Button variant="primary" form={FORM}>{words.keepYours}</Button>
    </ConflictPanel>
  );
}

function PartFields({ viewer, typed, errors = {}, currency, categories }: FormProps) {
  const text = partText[viewer.locale].form;
  const field = fieldsOf({ viewer, typed, errors });
  const tick = (name: string) => ({
    viewer,
    name,
    checked: typedText(typed, name) === "1",
    error: errorOf(viewer, errors, name),
  });
  return (
    <>
      <CsrfField viewer={viewer} />
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <Panel aria-label={text.facts}>
        <TextInput {...field("name")} label={text.name} required maxlength={120} autocomplete="off" />
        <div class="columns">
          <TextInput {...field("sku")} label={text.sku} hint={text.skuHint} required maxlength={40} code />
          <TextInput
            {...field("ean")}
            label={text.ean}
            maxlength={20}
            inputmode="numeric"
            code
            attributes={{ "data-scan-here": "" }}
          />
        </div>
        <div class="columns">
          <TextInput
            {...field("category")}
            label={text.category}
            hint={text.categoryHint}
            maxlength={60}
            autocomplete="off"
            list="part-categories"
          />
          <Select
            {...field("unit")}
            label={text.unit}
            options={PART_UNITS.map((unit) => ({
              value: unit,
              label: partText[viewer.locale].units[unit],
            }))}
          />
        </div>
        <datalist id="part-categories">
          {categories.map((category) => <option value={category} />)}
        </datalist>
        <TextArea {...field("models")} label={text.models} hint={text.modelsHint} rows={3} maxlength={4000} />
        <TextArea {...field("description")} label={text.description} rows={2} maxlength={2000} />
        <Checkbox {...tick("serialised")} label={text.serialised} hint={text.serialisedHint} />
        <Switch {...tick("active")} label={text.active} hint={text.activeHint} />
      </Panel>
      <Panel heading={text.money} headingId="part-money">
        <div class="columns">
          <MoneyInput {...field("price")} label={text.price} currency={currency} />
          {viewer.can("costs.read") && (
            <MoneyInput {...field("cost")} label={text.cost} hint={text.costHint} currency={currency} />
          )}
        </div>
      </Panel>
      <Panel heading={text.place(viewer.branch?.name ?? "")} headingId="part-place">
        <div class="columns">
          <TextInput
            {...field("minimum")}
            label={text.minimum}
            hint={text.minimumHint}
            inputmode="decimal"
            maxlength={20}
          />
          <TextInput
            {...field("location")}
            label={text.location}
            hint={text.locationHint}
            maxlength={20}
            code
          />
        </div>
      </Panel>
    </>
  );
}

function FormEnd({ viewer, label, cancel }: { viewer: Viewer; label: string; cancel: string }) {
  return (
    <div class="act-bar">
      <LinkButton href={cancel} variant="quiet">{partText[viewer.locale].form.cancel}</LinkButton>
      <Button variant="primary" icon="save">{label}</Button>
    </div>
  );
}
