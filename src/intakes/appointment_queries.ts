import { getAppointment } from "../agenda/queries.ts";
import type { Ctx } from "../context.ts";
import type { Typed } from "../lib/form.ts";
import { NEW_CLIENT } from "./intake.ts";

/** What an intake begins with whose client had an appointment. @throws AppError not_found */
export async function arriving(ctx: Ctx, appointmentId: string): Promise<Typed> {
  const { clientId, name, phone, note } = await getAppointment(ctx, appointmentId);
  const devices = [{ fault: note }];
  if (clientId) return { client_id: clientId, devices };
  const contacts = [{ kind: "phone", value: phone }];
  return { client_id: NEW_CLIENT, client: { name, contacts }, devices };
}
