/** The three roles of a shop. The order is the one in which screens list them. */
export const ROLES = ["admin", "technician", "receptionist"] as const;
export type Role = (typeof ROLES)[number];

/** As whom an administrator may look at the screens: whoever may less. */
export const SEEN_AS = ["technician", "receptionist"] as const satisfies readonly Role[];
export type SeenAs = (typeof SEEN_AS)[number];
