import type { Locale } from "../../src/lib/locale.ts";

const es = {
  title: "Seguridad de la cuenta",
  lead: "Con qué ingresa y dónde tiene la sesión abierta.",
  password: "Contraseña",
  passwordText: "Al cambiarla se cierran sus otras sesiones.",
  changePassword: "Cambiar la contraseña",
  endOthers: "Cerrar las demás",
  endOthersQuestion:
    "¿Cerrar todas sus sesiones menos esta? En los otros equipos habrá que ingresar de nuevo.",
  ended: "Sesión cerrada.",
  othersEnded: "Se cerraron las demás sesiones.",
};

const en: typeof es = {
  title: "Account security",
  lead: "How you sign in and where you are signed in.",
  password: "Password",
  passwordText: "Changing it ends your other sessions.",
  changePassword: "Change the password",
  endOthers: "End the others",
  endOthersQuestion: "End all your sessions but this one? The other devices will have to sign in again.",
  ended: "Session ended.",
  othersEnded: "The other sessions were ended.",
};

export const text: Record<Locale, typeof es> = { es, en };
