export const APPOINTMENT_KINDS = ["drop_off", "pick_up", "visit"] as const;
export type AppointmentKind = (typeof APPOINTMENT_KINDS)[number];

export const APPOINTMENT_STATES = ["planned", "arrived", "cancelled"] as const;
export type AppointmentState = (typeof APPOINTMENT_STATES)[number];

export const APPOINTMENT_EVENTS = ["booked", "moved", "arrived", "cancelled"] as const;
export type AppointmentEventKind = (typeof APPOINTMENT_EVENTS)[number];

/** How long one may take, in minutes. */
export const DURATIONS = [15, 30, 45, 60, 90, 120, 180, 240] as const;
export const USUAL_MINUTES = 30;
export const MOST_MINUTES = 240;

export const MINUTE = 60_000;
