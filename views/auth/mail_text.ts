import type { Locale } from "../../src/lib/locale.ts";
import type { AccountMailKind } from "../../src/mail/message.ts";

interface MailFacts {
  name: string;
  shop: string;
  when: string;
  from: string;
  failures: number;
  /** Whoever tried had the password right. */
  afterPassword: boolean;
}

interface AccountMail {
  subject: (shop: string) => string;
  heading: (shop: string) => string;
  body: (facts: MailFacts) => string;
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
      body: ({ name, when, from }) =>
        `Hola ${name}: alguien pidió otra contraseña para su usuario${
          from && ` (desde ${from})`
        }. Si fue usted, abra el enlace; sirve una sola vez y hasta el ${when}. Si no fue usted, no haga nada: su contraseña sigue igual.`,
      open: "Elegir otra contraseña",
    },
    password_changed: {
      subject: () => "su contraseña cambió",
      heading: () => "Su contraseña cambió",
      body: ({ name, when }) =>
        `Hola ${name}: su contraseña se cambió el ${when} y se cerraron las sesiones que tenía abiertas. Si no fue usted, avise ya a un administrador.`,
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
    password_given: {
      subject: () => "le dieron otra contraseña",
      heading: () => "Le dieron otra contraseña",
      body: ({ name, when }) =>
        `Hola ${name}: el ${when} un administrador le dio otra contraseña y se cerraron sus sesiones. Si no la pidió, avise ya a un administrador.`,
      open: "Ir a la página de ingreso",
    },
    email_changed: {
      subject: () => "ya no ingresa con esta dirección",
      heading: () => "Ya no ingresa con esta dirección",
      body: ({ name, when }) =>
        `Hola ${name}: el ${when} un administrador cambió la dirección de correo con la que ingresa. A esta ya no le llegarán avisos de su usuario. Si no lo pidió, avise ya a un administrador.`,
      open: "Ir a la página de ingreso",
    },
    recovery_codes_made: {
      subject: () => "tiene otros códigos de recuperación",
      heading: () => "Tiene otros códigos de recuperación",
      body: ({ name, when }) =>
        `Hola ${name}: el ${when} se hicieron códigos de recuperación nuevos para su usuario y los anteriores dejaron de servir. Si no fue usted, cambie su contraseña y avise ya a un administrador.`,
      open: "Ir a la página de ingreso",
    },
    sign_in_noticed: {
      subject: () => "ingresaron con su usuario",
      heading: () => "Ingresaron con su usuario",
      body: ({ name, when, from, failures }) =>
        `Hola ${name}: el ${when} alguien ingresó con su usuario${from && ` (${from})`}${
          failures > 0 ? `, después de ${failures} intentos fallidos` : ", en un navegador que no conocíamos"
        }. Si fue usted, no hay nada que hacer. Si no fue usted, cambie su contraseña, cierre las otras sesiones en «Seguridad de la cuenta» y avise ya a un administrador.`,
      open: "Ver dónde está abierta mi sesión",
    },
    sign_in_blocked: {
      subject: () => "intentaron ingresar con su usuario",
      heading: () => "Intentaron ingresar con su usuario",
      body: ({ name, when, from, afterPassword }) =>
        `Hola ${name}: hasta el ${when} hubo varios intentos fallidos de ingresar con su usuario${
          from && ` (desde ${from})`
        }, y el ingreso quedó bloqueado por un rato. Si fue usted, espere y vuelva a probar. Si no fue usted, ${
          afterPassword
            ? "alguien sabe su contraseña y solo le faltó el código: cámbiela ya y avise a un administrador."
            : "nadie entró con esos intentos; avise a un administrador si se repite."
        }`,
      open: "Ir a la página de ingreso",
    },
  } as Record<AccountMailKind, AccountMail>,
  on: (browser: string, system: string) => `${browser} en ${system}`,
  why: (shop: string) => `Recibe este correo porque tiene un usuario en ${shop}.`,
};

const en: typeof es = {
  mails: {
    user_invitation: {
      subject: () => "your account is ready",
      heading: (shop) => `You were invited to work at ${shop}`,
      body: ({ name, shop, when }) =>
        `Hello ${name}, an administrator of ${shop} created your account. Open the link and choose your password; the link works once, until ${when}.`,
      open: "Choose my password",
    },
    password_reset: {
      subject: () => "choose a new password",
      heading: () => "Choose a new password",
      body: ({ name, when, from }) =>
        `Hello ${name}, somebody asked for a new password for your account${
          from && ` (from ${from})`
        }. If it was you, open the link; it works once, until ${when}. If it was not you, do nothing: your password stays as it is.`,
      open: "Choose a new password",
    },
    password_changed: {
      subject: () => "your password was changed",
      heading: () => "Your password was changed",
      body: ({ name, when }) =>
        `Hello ${name}, your password was changed on ${when} and the sessions that you had open were ended. If it was not you, tell an administrator now.`,
      open: "Go to the sign-in page",
    },
    second_factor_on: {
      subject: () => "you now sign in with two steps",
      heading: () => "You now sign in with two steps",
      body: ({ name, when }) =>
        `Hello ${name}, since ${when} you are asked for a code from your app as well as your password, and your other sessions were ended. If it was not you, tell an administrator now.`,
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
        `Hello ${name}, on ${when} a passkey of your account was removed. If it was not you, change your password and tell an administrator now.`,
      open: "Go to the sign-in page",
    },
    second_factor_off: {
      subject: () => "you no longer sign in with two steps",
      heading: () => "You no longer sign in with two steps",
      body: ({ name, when }) =>
        `Hello ${name}, since ${when} your password is enough to sign in. If you did not ask for it, change your password and tell an administrator now.`,
      open: "Go to the sign-in page",
    },
    password_given: {
      subject: () => "you were given a new password",
      heading: () => "You were given a new password",
      body: ({ name, when }) =>
        `Hello ${name}, on ${when} an administrator gave you a new password and your sessions were ended. If you did not ask for it, tell an administrator now.`,
      open: "Go to the sign-in page",
    },
    email_changed: {
      subject: () => "you no longer sign in with this address",
      heading: () => "You no longer sign in with this address",
      body: ({ name, when }) =>
        `Hello ${name}, on ${when} an administrator changed the e-mail address that you sign in with. Notices about your account no longer come to this address. If you did not ask for it, tell an administrator now.`,
      open: "Go to the sign-in page",
    },
    recovery_codes_made: {
      subject: () => "you have new recovery codes",
      heading: () => "You have new recovery codes",
      body: ({ name, when }) =>
        `Hello ${name}, on ${when} new recovery codes were made for your account and the former ones stopped working. If it was not you, change your password and tell an administrator now.`,
      open: "Go to the sign-in page",
    },
    sign_in_noticed: {
      subject: () => "somebody signed in as you",
      heading: () => "Somebody signed in as you",
      body: ({ name, when, from, failures }) =>
        `Hello ${name}, on ${when} somebody signed in as you${from && ` (${from})`}${
          failures > 0
            ? `, after ${failures} failed attempts`
            : ", from a browser that we had not seen before"
        }. If it was you, there is nothing to do. If it was not, change your password, end the other sessions under “Account security” and tell an administrator now.`,
      open: "See where I am signed in",
    },
    sign_in_blocked: {
      subject: () => "somebody tried to sign in as you",
      heading: () => "Somebody tried to sign in as you",
      body: ({ name, when, from, afterPassword }) =>
        `Hello ${name}, until ${when} there were several failed attempts to sign in as you${
          from && ` (from ${from})`
        }, and signing in is blocked for a while. If it was you, wait and try again. If it was not, ${
          afterPassword
            ? "somebody knows your password and only lacked the code: change it now and tell an administrator."
            : "none of them got in; tell an administrator if it goes on."
        }`,
      open: "Go to the sign-in page",
    },
  },
  on: (browser, system) => `${browser} on ${system}`,
  why: (shop) => `You receive this mail because you have an account at ${shop}.`,
};

export const accountMailText: Record<Locale, typeof es> = { es, en };
