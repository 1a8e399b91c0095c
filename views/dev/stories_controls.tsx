import { Button, type ButtonVariant, IconButton, LinkButton } from "../components/button.tsx";
import { Checkbox, ChipGroup, Switch } from "../components/choices.tsx";
import { CopyButton } from "../components/copy.tsx";
import { ErrorSummary, Field, FieldNotes, Required } from "../components/field.tsx";
import { DateInput, MoneyInput, Select, TextArea, TextInput } from "../components/inputs.tsx";
import { PhotoStrip } from "../components/photos.tsx";
import { RepeatGroup } from "../components/repeat.tsx";
import { ScanBox } from "../components/search.tsx";
import { SignaturePad } from "../components/signature.tsx";
import type { Viewer } from "../viewer.ts";
import { say, type Story } from "./story.ts";

const VARIANTS: readonly ButtonVariant[] = ["primary", "plain", "quiet", "danger"];

/** What somebody presses, types into and chooses from. */
export const CONTROL_STORIES: readonly Story[] = [
  {
    of: "Button",
    states: (viewer) => [
      ...VARIANTS.map((variant) => (
        <Button variant={variant} icon="check">{say(viewer, "Guardar", "Save")}</Button>
      )),
      <Button size="small">{say(viewer, "Chico", "Small")}</Button>,
      <Button size="big" variant="primary" iconEnd="chevron-right">{say(viewer, "Grande", "Big")}</Button>,
      <Button disabled>{say(viewer, "Todavía no", "Not yet")}</Button>,
    ],
  },
  {
    of: "LinkButton",
    states: (viewer) =>
      VARIANTS.map((variant) => (
        <LinkButton href="#LinkButton" variant={variant}>
          {say(viewer, "Ver la orden", "See the order")}
        </LinkButton>
      )),
  },
  {
    of: "IconButton",
    states: (viewer) => [
      <IconButton icon="x" label={say(viewer, "Quitar", "Remove")} />,
      <IconButton icon="x" label={say(viewer, "Quitar", "Remove")} variant="danger" disabled />,
    ],
  },
  { of: "CopyButton", states: (viewer) => [<CopyButton viewer={viewer} value="S01-000052" />] },
  {
    of: "Field",
    states: (viewer) => [
      <Field
        viewer={viewer}
        name="s-own"
        label={say(viewer, "Un control propio", "A control of one's own")}
        hint="…"
      >
        <input class="control" id="s-own" name="s-own" />
      </Field>,
    ],
  },
  {
    of: "FieldNotes",
    states: (
      viewer,
    ) => [<FieldNotes id="s-notes" hint={say(viewer, "Opcional", "Optional")} error={wrong(viewer)} />],
  },
  { of: "Required", states: (viewer) => [<Required viewer={viewer} />] },
  {
    of: "ErrorSummary",
    // Put away, or it would take the focus of the page.
    states: (viewer) => [
      <details>
        <summary>{say(viewer, "Mostrar", "Show")}</summary>
        <ErrorSummary viewer={viewer} errors={[{ field: "s-text-error", message: wrong(viewer) }]} />
      </details>,
    ],
  },
  {
    of: "TextInput",
    states: (viewer) => [
      <TextInput
        viewer={viewer}
        name="s-text"
        label={name(viewer)}
        hint={say(viewer, "Como en el documento", "As on the document")}
        required
      />,
      <TextInput
        viewer={viewer}
        name="s-text-error"
        label={name(viewer)}
        value="1234"
        error={wrong(viewer)}
      />,
      <TextInput viewer={viewer} name="s-code" label="IMEI" value="356938035643809" code />,
      <TextInput viewer={viewer} name="s-off" label={name(viewer)} value="María Núñez" disabled />,
    ],
  },
  {
    of: "TextArea",
    states: (viewer) => [
      <TextArea
        viewer={viewer}
        name="s-area"
        label={say(viewer, "Falla", "Fault")}
        value={say(viewer, "No enciende.", "Does not turn on.")}
      />,
      <TextArea
        viewer={viewer}
        name="s-area-error"
        label={say(viewer, "Falla", "Fault")}
        error={wrong(viewer)}
      />,
    ],
  },
  {
    of: "Select",
    states: (viewer) => [
      <Select
        viewer={viewer}
        name="s-select"
        label={say(viewer, "Técnico", "Technician")}
        empty
        options={people}
      />,
      <Select
        viewer={viewer}
        name="s-select-error"
        label={say(viewer, "Técnico", "Technician")}
        value="t"
        options={people}
        error={wrong(viewer)}
      />,
    ],
  },
  {
    of: "DateInput",
    states: (viewer) => [
      <DateInput
        viewer={viewer}
        name="s-day"
        label={say(viewer, "Prometida", "Promised")}
        value="2026-11-27"
      />,
      <DateInput
        viewer={viewer}
        name="s-time"
        label={say(viewer, "Turno", "Appointment")}
        value="2026-11-27T10:30"
        time
      />,
    ],
  },
  {
    of: "MoneyInput",
    states: (viewer) => [
      <MoneyInput viewer={viewer} name="s-money" label={say(viewer, "Seña", "Deposit")} value="48500" />,
      <MoneyInput
        viewer={viewer}
        name="s-money-error"
        label={say(viewer, "Seña", "Deposit")}
        value="-1"
        currency="USD"
        error={wrong(viewer)}
      />,
    ],
  },
  {
    of: "Checkbox",
    states: (viewer) => [
      <Checkbox
        viewer={viewer}
        name="s-box"
        label={say(viewer, "Avisar al cliente", "Tell the client")}
        checked
      />,
      <Checkbox
        viewer={viewer}
        name="s-box-error"
        label={say(viewer, "Acepta los términos", "Accepts the terms")}
        error={wrong(viewer)}
      />,
    ],
  },
  {
    of: "Switch",
    states: (viewer) =>
      [true, false].map((checked) => (
        <Switch
          viewer={viewer}
          name={`s-switch-${checked}`}
          label={say(viewer, "Control de calidad", "Quality check")}
          checked={checked}
        />
      )),
  },
  {
    of: "ChipGroup",
    states: (viewer) => [
      <ChipGroup
        viewer={viewer}
        choose="one"
        name="s-one"
        label={say(viewer, "Prioridad", "Priority")}
        choices={priorities(viewer)}
        chosen={["high"]}
      />,
      <ChipGroup
        viewer={viewer}
        choose="many"
        name="s-many"
        label={say(viewer, "Accesorios", "Accessories")}
        choices={priorities(viewer)}
        error={wrong(viewer)}
      />,
    ],
  },
  {
    of: "PhotoStrip",
    states: (viewer) => [
      <PhotoStrip
        viewer={viewer}
        name="s-photo"
        fileName="s-photo-file"
        uploadUrl="#PhotoStrip"
        label={say(viewer, "Fotos", "Photos")}
      />,
      <PhotoStrip
        viewer={viewer}
        name="s-photo-e"
        fileName="s-photo-e-file"
        uploadUrl="#PhotoStrip"
        label={say(viewer, "Fotos", "Photos")}
        error={wrong(viewer)}
      />,
    ],
  },
  {
    of: "RepeatGroup",
    states: (viewer) => [
      <RepeatGroup
        viewer={viewer}
        name="s-repeat"
        count={2}
        entryLabel={say(viewer, "Equipo #", "Device #")}
        addLabel={say(viewer, "Agregar un equipo", "Add a device")}
        entry={(index) => (
          <TextInput viewer={viewer} name={`s-repeat.${index}.brand`} label={say(viewer, "Marca", "Brand")} />
        )}
      />,
    ],
  },
  { of: "ScanBox", states: (viewer) => [<ScanBox viewer={viewer} value="S01-000052" big />] },
  {
    of: "SignaturePad",
    states: (viewer) => [
      <SignaturePad viewer={viewer} name="s-sign" typedName="s-sign-typed" />,
      <SignaturePad
        viewer={viewer}
        name="s-sign-e"
        typedName="s-sign-e-typed"
        error={wrong(viewer)}
        required
      />,
    ],
  },
];

const people = [{ value: "t", label: "Tomás Ibarra" }, { value: "l", label: "Lorena Funes", disabled: true }];

function priorities(viewer: Viewer) {
  return [
    { value: "normal", label: "Normal" },
    { value: "high", label: say(viewer, "Alta", "High"), note: say(viewer, "Hoy", "Today") },
    { value: "none", label: say(viewer, "No se puede", "Not possible"), disabled: true },
  ];
}

function name(viewer: Viewer): string {
  return say(viewer, "Nombre y apellido", "Full name");
}

function wrong(viewer: Viewer): string {
  return say(viewer, "Revise este dato.", "Check this.");
}
