import type { FieldErrors } from "../../src/lib/app_error.ts";
import type { Typed } from "../../src/lib/form.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import type { RevealedSecret } from "../../src/orders/secret.ts";
import { TimeForm } from "../timers/panel.tsx";
import type { Viewer } from "../viewer.ts";
import { ChargeForm } from "./money.tsx";
import { DiagnosisForm, SecretPart } from "./facts.tsx";
import { PostponeForm } from "./postpone.tsx";
import { NoteForm, PhotoForm } from "./story.tsx";

export interface FormState {
  /** What was typed and came back. */
  typed?: Typed;
  errors?: FieldErrors;
  /** Drawn for this form: it does what it does once. */
  formKey: string;
  /** Of a note: the answers that can be put into it. */
  canned?: readonly { id: string; title: string }[];
  /** Of a correction of time: whose it can be. */
  people?: readonly { id: string; name: string }[];
  /** The answer to a reason given. */
  revealed?: readonly RevealedSecret[];
}

export interface OrderFormProps {
  viewer: Viewer;
  detail: OrderDetail;
  state: FormState;
}

const FORMS = {
  note: NoteForm,
  photos: PhotoForm,
  diagnosis: DiagnosisForm,
  charge: ChargeForm,
  secret: SecretPart,
  time: TimeForm,
  postpone: PostponeForm,
} as const;

export type FormName = keyof typeof FORMS;

/** States of the forms of a page that are not as they begin. */
export type FormStates = Partial<Record<FormName, FormState>>;

export function OrderForm({ name, ...props }: OrderFormProps & { name: FormName }) {
  const Form = FORMS[name];
  return <Form {...props} />;
}
