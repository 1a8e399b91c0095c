import type { Role } from "../users/role.ts";

/** Every user of the demo shop signs in with it. */
export const DEMO_PASSWORD = "mostrador-demo";

/** Its first administrator. */
export const DEMO_ADMIN = "admin@demo.example";

export const DEMO_STAFF: readonly { role: Role; name: string; email: string; branch: 0 | 1 }[] = [
  { role: "admin", name: "Marcela Duarte", email: "marcela@demo.example", branch: 1 },
  { role: "receptionist", name: "Rocío Paredes", email: "recepcion@demo.example", branch: 0 },
  { role: "receptionist", name: "Damián Lucero", email: "damian@demo.example", branch: 0 },
  { role: "receptionist", name: "Jimena Sastre", email: "jimena@demo.example", branch: 1 },
  { role: "technician", name: "Tomás Ibarra", email: "tecnico@demo.example", branch: 0 },
  { role: "technician", name: "Lorena Funes", email: "lorena@demo.example", branch: 0 },
  { role: "technician", name: "Bruno Acuña", email: "bruno@demo.example", branch: 0 },
  { role: "technician", name: "Nahuel Ríos", email: "nahuel@demo.example", branch: 1 },
];
