import type { Locale } from "../../src/lib/locale.ts";
import type { AccountMailKind } from "../../src/mail/message.ts";

interface AccountMail {
  subject: (shop: string) => string;
  heading: (shop: string) => string;
  body: (facts: { name: string; shop: string; when: string }) => string;
  open: string;
}

const es = {
  mails: {
    user_invitation: {
      subject: () => "su usuario para entrar",
      heading: (shop) => `Lo invitaron a trabajar en ${shop}`,
      body: ({ name, shop, when }) =>
        `Hola ${name}: un administrador de ${shop} creó su usuario. Abra el enlace y elija su contraseña; sirve una sola vez y hasta el ${when}.`,
      open: "Elegir mi contraseña",
    },
    password_reset: {
      subject: () => "elija otra contraseña",
      heading: () => "Elija otra contraseña",
      body: ({ name, when }) =>
        `Hola ${name}: alguien pidió otra contraseña para su usuario. Si fue usted, abra el enlace; sirve una sola vez y hasta el ${when}. Si no fue usted, no haga nada: su contraseña sigue igual.`,
      open: "Elegir otra contraseña",
    },
    password_changed: {
      subject: () => "su contraseña cambió",
      heading: () => "Su contraseña cambió",
      body: ({ name, when }) =>
        `Hola ${name}: su contraseña se cambió con el enlace que le enviamos, el ${when}, y se cerraron sus sesiones. Si no fue usted, avise ya a un administrador.`,
      open: "Ir a la página de ingreso",
    },
    second_factor_on: {
      subject: () => "ahora ingresa en dos pasos",
      heading: () => "Ahora ingresa en dos pasos",
      body: ({ name, when }) =>
        `Hola ${name}: desde el ${when}, además de su contraseña se pide un código de su aplicación, y se cerraron sus otras sesiones. Si no fue usted, avise ya a un administrador.`,
      open: "Ir a la página de ingreso",
    },
    passkey_added: {
      subject: () => "agregó una llave de acceso",
      heading: () => "Agregó una llave de acceso",
      body: ({ name, when }) =>
        `Hola ${name}: desde el ${when} puede ingresar con una llave de acceso nueva, sin contraseña. Si no fue usted, quítela en «Seguridad de la cuenta», cambie su contraseña y avise ya a un administrador.`,
      open: "Ir a la página de ingreso",
    },
    passkey_removed: {
      subject: () => "quitó una llave de acceso",
      heading: () => "Quitó una llave de acceso",
      body: ({ name, when }) =>
        `Hola ${name}: el ${when} se quitó una llave de acceso de su usuario. Si no fue usted, cambie su contraseña y avise ya a un administrador.`,
      open: "Ir a la página de ingreso",
    },
    second_factor_off: {
      subject: () => "ya no ingresa en dos pasos",
      heading: () => "Ya no ingresa en dos pasos",
      body: ({ name, when }) =>
        `Hola ${name}: desde el ${when} su contraseña alcanza para ingresar. Si no lo pidió, cambie su contraseña y avise ya a un administrador.`,
      open: "Ir a la página de ingreso",
    },
  } as Record<AccountMailKind, AccountMail>,
  why: (shop: string) => `Recibe este correo porque tiene un usuario en ${shop}.`,
};

const en: typeof es = {
  mails: {
    user_invitation: {
      subject: () => "your user to sign in",
      heading: (shop) => `You were invited to work at ${shop}`,
      body: ({ name, shop, when }) =>
        `Hello ${name}, an administrator of ${shop} made your user. Open the link and choose your password; it works once and until ${when}.`,
      open: "Choose my password",
    },
    password_reset: {
      subject: () => "choose another password",
      heading: () => "Choose another password",
      body: ({ name, when }) =>
        `Hello ${name}, somebody asked for another password for your user. If it was you, open the link; it works once and until ${when}. If it was not you, do nothing: your password stays as it is.`,
      open: "Choose another password",
    },
    password_changed: {
      subject: () => "your password was changed",
      heading: () => "Your password was changed",
      body: ({ name, when }) =>
        `Hello ${name}, your password was changed by the link that we sent you, on ${when}, and your sessions were ended. If it was not you, tell an administrator now.`,
      open: "Go to the sign-in page",
    },
    second_factor_on: {
      subject: () => "you now sign in with two steps",
      heading: () => "You now sign in with two steps",
      body: ({ name, when }) =>
        `Hello ${name}, since ${when} a code from your app is asked for besides your password, and your other sessions were ended. If it was not you, tell an administrator now.`,
      open: "Go to the sign-in page",
    },
    passkey_added: {
      subject: () => "a passkey was added",
      heading: () => "A passkey was added",
      body: ({ name, when }) =>
        `Hello ${name}, since ${when} you can sign in with a new passkey, without a password. If it was not you, remove it under “Account security”, change your password and tell an administrator now.`,
      open: "Go to the sign-in page",
    },
    passkey_removed: {
      subject: () => "a passkey was removed",
      heading: () => "A passkey was removed",
      body: ({ name, when }) =>
        `Hello ${name}, on ${when} a passkey of your user was removed. If it was not you, change your password and tell an administrator now.`,
      open: "Go to the sign-in page",
    },
    second_factor_off: {
      subject: () => "you no longer sign in with two steps",
      heading: () => "You no longer sign in with two steps",
      body: ({ name, when }) =>
        `Hello ${name}, since ${when} your password is enough to sign in. If you did not ask for it, change your password and tell an administrator now.`,
      open: "Go to the sign-in page",
    },
  },
  why: (shop) => `You receive this mail because you have a user at ${shop}.`,
};

export const accountMailText: Record<Locale, typeof es> = { es, en };
