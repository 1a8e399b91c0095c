import type { Locale } from "../../src/lib/locale.ts";

const es = {
  signIn: "Ingresar",
  signInLead: "Use el correo y la contraseña de su usuario.",
  email: "Correo",
  password: "Contraseña",
  forgotten: "¿Olvidó su contraseña? Un administrador puede darle una nueva.",
  changePassword: "Cambiar la contraseña",
  forced: "Su contraseña es provisoria. Elija una que solo usted conozca para continuar.",
  current: "Contraseña actual",
  next: "Contraseña nueva",
  nextHint: "Al menos 12 caracteres; una frase de varias palabras es fácil de recordar.",
  repeat: "Repita la contraseña nueva",
  save: "Guardar la contraseña",
  passwordChanged: "Contraseña cambiada. Se cerraron sus otras sesiones.",
};

const en: typeof es = {
  signIn: "Sign in",
  signInLead: "Use your user's e-mail and password.",
  email: "E-mail",
  password: "Password",
  forgotten: "Forgot your password? An administrator can give you a new one.",
  changePassword: "Change the password",
  forced: "Your password is temporary. Choose one that only you know to go on.",
  current: "Current password",
  next: "New password",
  nextHint: "At least 12 characters; a phrase of several words is easy to remember.",
  repeat: "Repeat the new password",
  save: "Save the password",
  passwordChanged: "Password changed. Your other sessions were ended.",
};

export const text: Record<Locale, typeof es> = { es, en };
