/** The three roles of a shop. The order is the one in which screens list them. */
export const ROLES = ["admin", "technician", "receptionist"] as const;
export type Role = (typeof ROLES)[number];
