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
  preferences: {
    title: "Preferencias",
    lead: "El tema y el idioma se cambian en el menú de la cuenta.",
    mails: "Correos del taller",
    address: (address: string) => `Le llegan a ${address}.`,
    noServer: "El taller todavía no tiene servidor de correo: no sale ninguno.",
    digest: "Mi trabajo del día",
    digestHint: "Una vez por día: sus órdenes vencidas, las que vencen hoy y las que no se mueven.",
    alerts: "Avisos a administradores",
    alertsHint:
      "Impresoras que no imprimen, stock que no coincide y lo demás que falle. En pantalla se ven igual.",
    save: "Guardar",
    saved: "Preferencias guardadas.",
    nothing: "Con su rol no recibe correos que se puedan apagar.",
  },
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
  preferences: {
    title: "Preferences",
    lead: "Theme and language are in the account menu.",
    mails: "E-mails from the shop",
    address: (address) => `They go to ${address}.`,
    noServer: "The shop has no mail server yet: none is sent.",
    digest: "My work of the day",
    digestHint: "Once a day: your orders that are overdue, due today and inactive.",
    alerts: "Alerts to administrators",
    alertsHint:
      "Printers that do not print, stock that does not match, and whatever else fails. They still show on screen.",
    save: "Save",
    saved: "Preferences saved.",
    nothing: "With your role you receive no e-mails that can be switched off.",
  },
};

export const text: Record<Locale, typeof es> = { es, en };
