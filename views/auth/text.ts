import type { Locale } from "../../src/lib/locale.ts";

const es = {
  signIn: "Ingresar",
  signInLead: "Use el correo y la contraseña de su usuario.",
  email: "Correo",
  password: "Contraseña",
  forgotten: "¿Olvidó su contraseña? Un administrador puede darle una nueva.",
  forgottenLink: "¿Olvidó su contraseña?",
  links: {
    forgottenTitle: "¿Olvidó su contraseña?",
    forgottenLead:
      "Escriba el correo de su usuario. Le enviamos un enlace para elegir otra, que sirve media hora.",
    send: "Enviar el enlace",
    back: "Volver a ingresar",
    choose: "Elija su contraseña",
    chooseLead: (name: string) =>
      `Para el usuario de ${name}. Después ingresa con su correo y esta contraseña.`,
    toSignIn: "Ir a ingresar",
    said: {
      sent: {
        title: "Revise su correo",
        body:
          "Si ese correo es de un usuario, le llega un enlace en unos minutos. Si no llega, revise el correo no deseado o pida una contraseña a un administrador.",
      },
      gone: {
        title: "El enlace ya no sirve",
        body: "Se usó, venció o se anuló. Puede pedir otro desde la página de ingreso o a un administrador.",
      },
      saved: { title: "Contraseña guardada", body: "Se cerraron las sesiones que había. Ya puede ingresar." },
    },
  },
  passkey: {
    signIn: "Ingresar con una llave de acceso",
    confirm: "Confirmar con una llave de acceso",
    failed: "El dispositivo no dio la llave. Inténtelo de nuevo o use su contraseña.",
    known: "Este dispositivo ya tiene una llave para usted.",
  },
  secondStep: {
    title: "Segundo paso",
    lead: "Su contraseña es correcta. Falta el código.",
    code: "Código",
    hint: "Las 6 cifras que muestra su aplicación, o uno de sus códigos de recuperación.",
    go: "Ingresar",
    again: "Ingresar con otro usuario",
  },
  confirm: {
    title: "Confirme que es usted",
    lead:
      "Antes de una acción delicada comprobamos quién está frente a la pantalla. Lo que completó no se pierde.",
    password: "Contraseña",
    code: "O un código de su aplicación",
    cancel: "Cancelar",
    go: "Confirmar y seguir",
  },
  download: {
    title: "Identidad confirmada",
    begins: "La descarga empieza sola. Si no empezó, pulse «Descargar».",
    press: "Pulse «Descargar» para guardar el archivo.",
    take: "Descargar",
    back: "Volver",
  },
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
  signInLead: "Use your e-mail and your password.",
  email: "E-mail",
  password: "Password",
  forgotten: "Forgot your password? An administrator can give you a new one.",
  forgottenLink: "Forgot your password?",
  links: {
    forgottenTitle: "Forgot your password?",
    forgottenLead:
      "Enter the e-mail you sign in with. We will send you a link to choose a new password, good for half an hour.",
    send: "Send the link",
    back: "Back to sign in",
    choose: "Choose your password",
    chooseLead: (name) => `For the account of ${name}. Then sign in with your e-mail and this password.`,
    toSignIn: "Go to sign in",
    said: {
      sent: {
        title: "Check your e-mail",
        body:
          "If that e-mail belongs to an account, a link will arrive within minutes. If it does not, look in your junk folder or ask an administrator for a password.",
      },
      gone: {
        title: "The link no longer works",
        body:
          "It was used, has expired or was revoked. Ask for another one on the sign-in page, or ask an administrator.",
      },
      saved: { title: "Password saved", body: "Your open sessions were ended. You can sign in now." },
    },
  },
  passkey: {
    signIn: "Sign in with a passkey",
    confirm: "Confirm with a passkey",
    failed: "Your device did not provide the passkey. Try again or use your password.",
    known: "This device already has a passkey of yours.",
  },
  secondStep: {
    title: "Second step",
    lead: "Your password is right. Now enter the code.",
    code: "Code",
    hint: "The 6 digits that your app shows, or one of your recovery codes.",
    go: "Sign in",
    again: "Sign in as another user",
  },
  confirm: {
    title: "Confirm that it is you",
    lead: "Before something sensitive we check who is at the screen. Nothing you filled in is lost.",
    password: "Password",
    code: "Or a code from your app",
    cancel: "Cancel",
    go: "Confirm and continue",
  },
  download: {
    title: "Identity confirmed",
    begins: "The download starts by itself. If it has not, press “Download”.",
    press: "Press “Download” to save the file.",
    take: "Download",
    back: "Back",
  },
  changePassword: "Change the password",
  forced: "Your password is temporary. To continue, choose one that only you know.",
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
    nothing: "With your role you get no e-mails that can be switched off.",
  },
};

export const text: Record<Locale, typeof es> = { es, en };
