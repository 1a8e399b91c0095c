import type { Area, Finding, FindingCode, FindingState } from "../../src/doctor/finding.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { taskName } from "../tasks/text.ts";

/** What was found and, where somebody has to do something about it, what. `{name}` stands for a fact. */
type Words = readonly [said: string, mend?: string];

interface DoctorText {
  areas: Record<Area, string>;
  states: Record<FindingState, string>;
  findings: Record<FindingCode, Words>;
  /** `{fault}` and `{warn}` are counts. */
  end: { ok: string; warn: string; fault: string };
}

const es: DoctorText = {
  areas: {
    runtime: "Programa",
    permissions: "Permisos",
    settings: "Configuración",
    folder: "Carpeta de datos",
    database: "Base de datos",
    server: "Servidor",
    clock: "Reloj",
    mail: "Correo",
    store: "Copia externa",
    backups: "Respaldos",
    address: "Dirección pública",
    work: "Trabajo diario",
  },
  states: { ok: "bien", warn: "ojo", fault: "MAL", skipped: "--" },
  findings: {
    deno_ok: ["Deno {version}."],
    deno_other: [
      "Deno {version}; todo se probó con {wanted}.",
      "Instale Deno {wanted}: deno upgrade {wanted}.",
    ],
    deno_old: [
      "Deno {version} es demasiado viejo: hace falta {wanted}.",
      "Instale Deno {wanted}: deno upgrade {wanted}.",
    ],
    build_same: ["El servidor está compilado de estas mismas fuentes."],
    build_none: ["El servidor corre de sus fuentes; con «deno task build» arranca antes y ocupa menos."],
    build_other: [
      "El servidor se compiló de fuentes de otra versión, y corre de las actuales.",
      "Corra «deno task build» y reinicie el servidor.",
    ],
    permissions_ok: ["Con los permisos mínimos del servidor se puede hacer todo lo que necesita."],
    permissions_fault: [
      "Con los permisos del servidor algo no anda: {reason}.",
      "Corra «deno install --frozen» en la carpeta del programa, y revise DATA_DIR y BACKUP_DIR.",
    ],
    package_broken: [
      "El paquete {name} no se puede usar en esta máquina: {reason}.",
      "Borre node_modules y corra «deno install --frozen» en esta misma máquina.",
    ],
    settings_ok: ["Las variables de entorno sirven ({count} dadas, las demás por omisión)."],
    setting_wrong: [
      "{name} no se puede usar tal como está.",
      "Por ejemplo, {name}={example} (docs/configuration.md).",
    ],
    setting_unknown: [
      "{name} no es una variable de Reparo y se ignora.",
      "{meant:¿Quiso decir {meant}?|Vea los nombres en docs/configuration.md.}",
    ],
    key_ok: ["Hay clave para sellar secretos (SECRET_KEY)."],
    key_new: ["Todavía no hay clave para sellar secretos: se crea al arrancar."],
    key_lost: [
      "Hay base de datos, pero falta su clave: ni SECRET_KEY ni secret.key en la carpeta de datos.",
      "No arranque: se crearía otra. Recupérela de un respaldo (secrets.age), vea docs/operations.md.",
    ],
    key_differs: [
      "SECRET_KEY y el archivo secret.key son distintos; vale SECRET_KEY.",
      "Deje una sola: la que se usaba cuando se guardaron los secretos.",
    ],
    development: ["Corre en modo de desarrollo.", "Quite REPARO_ENV o póngale production."],
    folder_ok: ["La carpeta es {dir}."],
    folder_none: [
      "La carpeta {dir} todavía no existe.",
      "Se crea al arrancar por primera vez. Si ya usaba Reparo, revise DATA_DIR.",
    ],
    folder_not_writable: [
      "No se puede escribir en {dir}: {reason}.",
      "Dé la carpeta al usuario que corre el servidor (chown) y revise que el disco no sea de solo lectura.",
    ],
    folder_other_user: [
      "La carpeta es del usuario {owner} y esto corre como el usuario {user}.",
      "Repita la revisión como el usuario del servidor, por ejemplo: sudo -u reparo deno task doctor.",
    ],
    folder_open: [
      "Otros usuarios de la máquina pueden entrar en {dir}.",
      "Ciérrela: chmod 700 {dir}.",
    ],
    secret_readable: ["Otros usuarios pueden leer {path}.", "Ciérrelo: chmod 600 {path}."],
    secrets_ok: ["Los secretos no los lee nadie más."],
    locks_ok: ["El disco sabe bloquear archivos."],
    locks_missing: [
      "El disco de {dir} no bloquea archivos: dos servidores podrían escribir a la vez.",
      "Ponga DATA_DIR en un disco propio de la máquina.",
    ],
    disk_of_network: [
      "{dir} está en un disco de red, donde una base de datos se daña.",
      "Ponga DATA_DIR en un disco propio de la máquina, o use Postgres.",
    ],
    disk_ok: ["Quedan {free_mb} MB libres ({percent} %)."],
    disk_low: ["Quedan solo {free_mb} MB libres ({percent} %).", "Libere espacio o agrande el disco."],
    disk_full: ["Quedan {free_mb} MB: ya no se puede guardar nada.", "Libere espacio ahora."],
    database_ok: ["Se abre para leer ({engine})."],
    database_none: [
      "Todavía no hay base de datos en {path}.",
      "Se crea al arrancar por primera vez. Si ya usaba Reparo, revise DATA_DIR y DATABASE_URL.",
    ],
    database_unreadable: [
      "No se puede abrir: {reason}.",
      "Revise DATABASE_URL, y que este usuario pueda leer el archivo o llegar al servidor de base de datos.",
    ],
    database_damaged: [
      "Está dañada: {reason}.",
      "Detenga el servidor, guarde una copia de la carpeta tal como está y restaure el último respaldo: deno task restore latest.",
    ],
    database_standby: [
      "Ese Postgres es una réplica de solo lectura.",
      "Apunte DATABASE_URL al servidor principal.",
    ],
    sound: ["Cada página se leyó y está entera (quick_check)."],
    schema_ok: ["Es de esta versión."],
    schema_pending: [
      "Le faltan {count} cambios de esta versión: {migrations}.",
      "El próximo arranque los aplica, y no hay vuelta atrás: haga antes un respaldo.",
    ],
    schema_newer: [
      "La hizo una versión más nueva de Reparo (tiene {migrations}).",
      "Instale esa versión o una posterior; para volver atrás, restaure un respaldo de esta (docs/upgrade.md).",
    ],
    server_ok: ["Responde en {url} (versión {version}, proceso {process})."],
    server_off: ["No hay servidor andando.", "Arránquelo: deno task start, o systemctl start reparo."],
    server_stuck: [
      "El proceso {process} tiene tomada la carpeta, pero no responde en su puerto.",
      "Revise PORT y HOST; si está colgado, deténgalo y arránquelo de nuevo.",
    ],
    server_other_folder: [
      "En {url} responde un Reparo que usa otra carpeta de datos.",
      "Corra la revisión con el mismo entorno que el servidor (--env-file), o cambie PORT.",
    ],
    server_other_version: [
      "El servidor corre la versión {runs}, y aquí está instalada la {version}.",
      "Reinícielo para que use la instalada.",
    ],
    ready: ["Está listo para atender (/salud/listo)."],
    not_ready: [
      "No está listo: {what}",
      "Vea Administración → Estado del sistema y los registros del servidor.",
    ],
    barely_ready: ["Atiende, pero: {what}", "Vea Administración → Estado del sistema."],
    clock_ok: ["La hora es creíble ({instant})."],
    clock_behind: [
      "El reloj atrasa: hay registros de {minutes} minutos en el futuro.",
      "Ponga la máquina en hora y déjela sincronizada (timedatectl set-ntp true).",
    ],
    clock_differs: [
      "El reloj difiere {minutes} minutos del de la copia externa.",
      "Ponga la máquina en hora y déjela sincronizada (timedatectl set-ntp true).",
    ],
    zones_ok: ["Las zonas horarias se conocen: {zones}."],
    zone_unknown: [
      "La zona horaria {zone} no se conoce.",
      "Elija otra en Administración → Ajustes o en la sucursal.",
    ],
    mail_ok: ["{server} saluda y acepta la clave; no se mandó nada."],
    mail_none: [
      "No hay servidor de correo: los mensajes quedan guardados y no salen.",
      "Dé SMTP_URL (docs/configuration.md).",
    ],
    mail_fault: [
      "{server} no sirve: {reason} ({code}).",
      "Revise SMTP_URL: nombre, puerto, usuario y clave, con los signos de la clave escritos como en una URL.",
    ],
    dkim_incomplete: [
      "La firma de correos está a medias.",
      "Dé las tres: DKIM_DOMAIN, DKIM_SELECTOR y DKIM_KEY_FILE; o ninguna.",
    ],
    dkim_unreadable: [
      "La clave que firma los correos no se puede usar ({path}): {reason}.",
      "Revise DKIM_KEY_FILE y que el usuario del servidor la pueda leer.",
    ],
    store_ok: ["{host} guarda, lista y borra."],
    store_none: [
      "No hay copia de los respaldos fuera de esta máquina.",
      "Dé BACKUP_S3_URL con su clave, o copie BACKUP_DIR a otro lugar.",
    ],
    store_incomplete: [
      "La copia externa está a medias: no se copia nada.",
      "Dé las tres: BACKUP_S3_URL, BACKUP_S3_KEY_ID y BACKUP_S3_SECRET.",
    ],
    store_fault: [
      "{host} no sirve: {reason}.",
      "Revise BACKUP_S3_URL, su clave y que pueda escribir, listar y borrar en ese depósito.",
    ],
    backups_ok: [
      "El último respaldo tiene {hours} horas y el último ensayo {drill_hours}; los dos salieron bien.",
    ],
    backup_none: ["Hay clave, pero todavía ningún respaldo.", "Haga el primero: deno task backup."],
    drill_none: ["Ningún respaldo se ensayó todavía.", "Pruebe «deno task drill»."],
    backups_no_key: [
      "No se hace ningún respaldo: falta la clave.",
      "Créela en Administración → Respaldos o con «deno task backup-key», y guárdela fuera del servidor.",
    ],
    backup_old: [
      "Hace {days} días que no hay un respaldo bueno.",
      "Pruebe «deno task backup» y lea el error.",
    ],
    backup_failed: ["El último respaldo falló: {reason}.", "Arregle eso y pruebe «deno task backup»."],
    drill_old: ["Hace {days} días que no se ensaya una restauración.", "Pruebe «deno task drill»."],
    drill_failed: [
      "El último ensayo de restauración falló: {reason}.",
      "Haga otro respaldo y otro ensayo: deno task backup, deno task drill.",
    ],
    pg_dump_missing: [
      "Los datos están en Postgres y no hay con qué respaldarlos.",
      "Dé BACKUP_PG_DUMP, por ejemplo /usr/bin/pg_dump.",
    ],
    address_ok: ["{url} llega a este servidor."],
    address_none: [
      "No hay dirección pública: los enlaces y códigos QR apuntan a esta misma máquina.",
      "Dé BASE_URL con la dirección que escriben los clientes.",
    ],
    address_plain: ["{url} no va cifrada.", "Ponga un proxy con HTTPS delante (docs/install-linux.md)."],
    address_unreachable: [
      "No se llega a {url}: {reason}.",
      "Revise el nombre en el DNS, el proxy y el cortafuegos.",
    ],
    address_certificate: [
      "El certificado de {url} no vale: {reason}.",
      "Renuévelo; si lo hizo una autoridad propia, instálela en esta máquina y use DENO_TLS_CA_STORE=system.",
    ],
    address_host: [
      "Lo que llega por {url} trae otro nombre y se rechaza (421).",
      "Haga que el proxy pase la cabecera Host tal como vino.",
    ],
    address_other: [
      "En {url} responde otra cosa (estado {status}).",
      "Revise BASE_URL y a qué puerto manda el proxy.",
    ],
    address_server_off: ["No se probó la dirección pública: no hay servidor andando."],
    proxy_unseen: [
      "No se pudo ver qué agregan los proxies.",
      "Dé METRICS_TOKEN y repita: así el servidor cuenta cómo le llegó el pedido.",
    ],
    proxy_ok: ["Los proxies de delante se cuentan bien ({forwarded})."],
    proxy_silent: [
      "El proxy no dice por quién pregunta: todos parecen la misma persona.",
      "Haga que agregue la cabecera X-Forwarded-For y ponga TRUSTED_PROXY_HOPS.",
    ],
    proxy_hops: [
      "TRUSTED_PROXY_HOPS es {trusted}, y por la dirección pública pasan {forwarded} proxies.",
      "Ponga TRUSTED_PROXY_HOPS={forwarded}.",
    ],
    proxy_forged: [
      "Cualquiera puede inventar desde qué dirección entra (X-Forwarded-For).",
      "Baje TRUSTED_PROXY_HOPS a la cantidad real de proxies.",
    ],
    work_ok: ["Impresión, avisos a otros programas, tareas y mensajes están al día."],
    work_unread: ["El trabajo diario no se pudo leer de la base de datos."],
    no_shop: [
      "El taller todavía no está configurado.",
      "Abra el enlace que muestra el servidor al arrancar, o use «deno task admin setup».",
    ],
    agent_silent: [
      "El servicio de impresión «{name}» no da señales hace {minutes} minutos.",
      "Revise que esa máquina esté prendida y con red (docs/printing.md).",
    ],
    printer_off: ["La impresora «{name}» no imprime.", "Vea qué le falta en Administración → Impresoras."],
    webhook_stopped: [
      "Los avisos a {host} están detenidos.",
      "Arregle ese programa y reactívelos en Administración → Webhooks.",
    ],
    task_late: ["La tarea «{task}» está atrasada.", "Vea Administración → Tareas programadas."],
    task_failing: [
      "La tarea «{task}» falla una y otra vez.",
      "Vea su error en Administración → Tareas programadas.",
    ],
    jobs_dead: [
      "{count} trabajos se dieron por perdidos.",
      "Decida en Administración → Trabajos fallidos.",
    ],
    look_failed: [
      "No se pudo revisar: {reason}.",
      "Repita la revisión como el usuario del servidor y con su entorno (--env-file).",
    ],
    mails_waiting: [
      "Hay mensajes que esperan hace {hours} horas.",
      "Vea sus errores en Administración → Mensajes.",
    ],
  },
  end: {
    ok: "Todo bien.",
    warn: "Anda; para mirar: {warn}.",
    fault: "Para arreglar: {fault}. Para mirar: {warn}.",
  },
};

const en: DoctorText = {
  areas: {
    runtime: "Program",
    permissions: "Permissions",
    settings: "Settings",
    folder: "Data folder",
    database: "Database",
    server: "Server",
    clock: "Clock",
    mail: "Mail",
    store: "Copy outside",
    backups: "Backups",
    address: "Public address",
    work: "Daily work",
  },
  states: { ok: "ok", warn: "look", fault: "BAD", skipped: "--" },
  findings: {
    deno_ok: ["Deno {version}."],
    deno_other: [
      "Deno {version}; everything was tried with {wanted}.",
      "Install Deno {wanted}: deno upgrade {wanted}.",
    ],
    deno_old: [
      "Deno {version} is too old: {wanted} is needed.",
      "Install Deno {wanted}: deno upgrade {wanted}.",
    ],
    build_same: ["The server is built of these very sources."],
    build_none: [
      'The server runs from its sources; built by "deno task build" it starts sooner and takes less.',
    ],
    build_other: [
      "The server was built of the sources of another version, and runs from those of this one.",
      'Run "deno task build" and restart the server.',
    ],
    permissions_ok: ["With the least permissions of the server all that it needs can be done."],
    permissions_fault: [
      "With the server's permissions something does not work: {reason}.",
      'Run "deno install --frozen" in the folder of the program, and look at DATA_DIR and BACKUP_DIR.',
    ],
    package_broken: [
      "The package {name} cannot be used on this machine: {reason}.",
      'Remove node_modules and run "deno install --frozen" on this very machine.',
    ],
    settings_ok: ["The environment variables are usable ({count} given, the others as usual)."],
    setting_wrong: [
      "{name} cannot be used as it is: {message}.",
      "For example, {name}={example} (docs/configuration.md).",
    ],
    setting_unknown: [
      "{name} is no variable of Reparo and is ignored.",
      "{meant:Did you mean {meant}?|See the names in docs/configuration.md.}",
    ],
    key_ok: ["There is a key that seals secrets (SECRET_KEY)."],
    key_new: ["There is no key that seals secrets yet: the first start makes it."],
    key_lost: [
      "There is a database, but its key is missing: neither SECRET_KEY nor secret.key in the data folder.",
      "Do not start: another one would be made. Take it from a backup (secrets.age), see docs/operations.md.",
    ],
    key_differs: [
      "SECRET_KEY and the file secret.key differ; SECRET_KEY counts.",
      "Keep one: that with which the secrets were sealed.",
    ],
    development: ["It runs as in development.", "Remove REPARO_ENV, or make it production."],
    folder_ok: ["The folder is {dir}."],
    folder_none: [
      "The folder {dir} does not exist yet.",
      "The first start makes it. If Reparo was in use before, look at DATA_DIR.",
    ],
    folder_not_writable: [
      "{dir} cannot be written: {reason}.",
      "Give the folder to the user that runs the server (chown), and see that the disk is not read-only.",
    ],
    folder_other_user: [
      "The folder belongs to user {owner}, and this runs as user {user}.",
      "Look again as the server's user, for example: sudo -u reparo deno task doctor.",
    ],
    folder_open: ["Other users of the machine can enter {dir}.", "Close it: chmod 700 {dir}."],
    secret_readable: ["Other users can read {path}.", "Close it: chmod 600 {path}."],
    secrets_ok: ["Nobody else reads the secrets."],
    locks_ok: ["The disk can lock files."],
    locks_missing: [
      "The disk of {dir} locks no files: two servers could write at once.",
      "Put DATA_DIR on a disk of the machine itself.",
    ],
    disk_of_network: [
      "{dir} is on a network disk, where a database gets damaged.",
      "Put DATA_DIR on a disk of the machine itself, or use Postgres.",
    ],
    disk_ok: ["{free_mb} MB are free ({percent}%)."],
    disk_low: ["Only {free_mb} MB are free ({percent}%).", "Free space, or make the disk larger."],
    disk_full: ["{free_mb} MB are left: nothing can be saved.", "Free space now."],
    database_ok: ["It opens for reading ({engine})."],
    database_none: [
      "There is no database at {path} yet.",
      "The first start makes it. If Reparo was in use before, look at DATA_DIR and DATABASE_URL.",
    ],
    database_unreadable: [
      "It cannot be opened: {reason}.",
      "Look at DATABASE_URL, and whether this user may read the file or reaches the database server.",
    ],
    database_damaged: [
      "It is damaged: {reason}.",
      "Stop the server, keep a copy of the folder as it is, and restore the newest backup: deno task restore latest.",
    ],
    database_standby: [
      "That Postgres is a standby and cannot be written.",
      "Let DATABASE_URL name the primary.",
    ],
    sound: ["Every page was read and is sound (quick_check)."],
    schema_ok: ["It is of this version."],
    schema_pending: [
      "It lacks {count} changes of this version: {migrations}.",
      "The next start applies them, and there is no way back: take a backup first.",
    ],
    schema_newer: [
      "It was made by a newer version of Reparo (it has {migrations}).",
      "Install that version or a later one; to go back, restore a backup of this one (docs/upgrade.md).",
    ],
    server_ok: ["It answers at {url} (version {version}, process {process})."],
    server_off: ["No server is running.", "Start it: deno task start, or systemctl start reparo."],
    server_stuck: [
      "Process {process} holds the folder, but does not answer at its port.",
      "Look at PORT and HOST; if it hangs, stop it and start it again.",
    ],
    server_other_folder: [
      "At {url} a Reparo answers that uses another data folder.",
      "Look with the environment of the server (--env-file), or change PORT.",
    ],
    server_other_version: [
      "The server runs version {runs}, and {version} is installed here.",
      "Restart it, so that it runs what is installed.",
    ],
    ready: ["It is ready to serve (/salud/listo)."],
    not_ready: ["It is not ready: {what}", "See Administration → System status and the server's logs."],
    barely_ready: ["It serves, but: {what}", "See Administration → System status."],
    clock_ok: ["The time is credible ({instant})."],
    clock_behind: [
      "The clock is behind: there are records of {minutes} minutes ahead.",
      "Set the machine's time and keep it synchronised (timedatectl set-ntp true).",
    ],
    clock_differs: [
      "The clock is {minutes} minutes away from that of the copy outside.",
      "Set the machine's time and keep it synchronised (timedatectl set-ntp true).",
    ],
    zones_ok: ["The time zones are known: {zones}."],
    zone_unknown: [
      "The time zone {zone} is not known.",
      "Choose another one in Administration → Settings or the branch.",
    ],
    mail_ok: ["{server} greets and takes the password; nothing was sent."],
    mail_none: [
      "There is no mail server: messages are kept and do not leave.",
      "Give SMTP_URL (docs/configuration.md).",
    ],
    mail_fault: [
      "{server} does not work: {reason} ({code}).",
      "Look at SMTP_URL: name, port, user and password, whose signs are written as in a URL.",
    ],
    dkim_incomplete: [
      "The signature of mails is given in part.",
      "Give all three: DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE; or none.",
    ],
    dkim_unreadable: [
      "The key that signs mails cannot be used ({path}): {reason}.",
      "Look at DKIM_KEY_FILE, and whether the server's user may read it.",
    ],
    store_ok: ["{host} keeps, lists and removes."],
    store_none: [
      "There is no copy of the backups outside of this machine.",
      "Give BACKUP_S3_URL with its key, or copy BACKUP_DIR to another place.",
    ],
    store_incomplete: [
      "The copy outside is given in part: nothing is copied.",
      "Give all three: BACKUP_S3_URL, BACKUP_S3_KEY_ID and BACKUP_S3_SECRET.",
    ],
    store_fault: [
      "{host} does not work: {reason}.",
      "Look at BACKUP_S3_URL, its key, and whether it may put, list and remove in that bucket.",
    ],
    backups_ok: ["The last backup is {hours} hours old and the last drill {drill_hours}; both went well."],
    backup_none: ["There is a key, but no backup yet.", "Take the first one: deno task backup."],
    drill_none: ["No backup has been tried yet.", 'Try "deno task drill".'],
    backups_no_key: [
      "No backup is taken: there is no key.",
      'Make it in Administration → Backups or by "deno task backup-key", and keep it away from the server.',
    ],
    backup_old: [
      "There has been no good backup for {days} days.",
      'Try "deno task backup" and read the error.',
    ],
    backup_failed: ["The last backup failed: {reason}.", 'Mend that, and try "deno task backup".'],
    drill_old: ["No restore has been tried for {days} days.", 'Try "deno task drill".'],
    drill_failed: [
      "The last trial of a restore failed: {reason}.",
      "Take another backup and try it: deno task backup, deno task drill.",
    ],
    pg_dump_missing: [
      "The data is in Postgres and there is nothing to back it up with.",
      "Give BACKUP_PG_DUMP, such as /usr/bin/pg_dump.",
    ],
    address_ok: ["{url} leads to this server."],
    address_none: [
      "There is no public address: links and QR codes lead to this machine itself.",
      "Give BASE_URL, the address that clients type.",
    ],
    address_plain: ["{url} is not encrypted.", "Put a proxy with HTTPS in front (docs/install-linux.md)."],
    address_unreachable: [
      "{url} cannot be reached: {reason}.",
      "Look at the name in the DNS, the proxy and the firewall.",
    ],
    address_certificate: [
      "The certificate of {url} is not valid: {reason}.",
      "Renew it; if an authority of your own made it, install that on this machine and use DENO_TLS_CA_STORE=system.",
    ],
    address_host: [
      "What comes through {url} carries another name and is refused (421).",
      "Let the proxy pass the Host header as it came.",
    ],
    address_other: [
      "At {url} something else answers (status {status}).",
      "Look at BASE_URL and the port that the proxy sends to.",
    ],
    address_server_off: ["The public address was not tried: no server is running."],
    proxy_unseen: [
      "What proxies add could not be seen.",
      "Give METRICS_TOKEN and look again: the server then tells how the request came.",
    ],
    proxy_ok: ["The proxies in front are counted right ({forwarded})."],
    proxy_silent: [
      "The proxy does not say for whom it asks: everybody looks like one person.",
      "Let it add the X-Forwarded-For header, and set TRUSTED_PROXY_HOPS.",
    ],
    proxy_hops: [
      "TRUSTED_PROXY_HOPS is {trusted}, and {forwarded} proxies are on the way from the public address.",
      "Set TRUSTED_PROXY_HOPS={forwarded}.",
    ],
    proxy_forged: [
      "Anybody can make up the address they come from (X-Forwarded-For).",
      "Lower TRUSTED_PROXY_HOPS to the number of proxies there are.",
    ],
    work_ok: ["Printing, webhooks, tasks and messages are up to date."],
    work_unread: ["The daily work could not be read from the database."],
    no_shop: [
      "The shop is not set up yet.",
      'Open the link that the server shows as it starts, or use "deno task admin setup".',
    ],
    agent_silent: [
      'The print service "{name}" has been silent for {minutes} minutes.',
      "See that its machine is on and has a network (docs/printing.md).",
    ],
    printer_off: ['The printer "{name}" does not print.', "See what it lacks in Administration → Printers."],
    webhook_stopped: [
      "Webhooks to {host} are stopped.",
      "Mend that program and switch them on in Administration → Webhooks.",
    ],
    task_late: ['The task "{task}" is late.', "See Administration → Scheduled tasks."],
    task_failing: [
      'The task "{task}" fails again and again.',
      "See its error in Administration → Scheduled tasks.",
    ],
    jobs_dead: ["{count} jobs were given up.", "Decide in Administration → Failed jobs."],
    look_failed: [
      "It could not be looked at: {reason}.",
      "Look again as the server's user and with its environment (--env-file).",
    ],
    mails_waiting: [
      "Messages have been waiting for {hours} hours.",
      "See their errors in Administration → Messages.",
    ],
  },
  end: {
    ok: "All is well.",
    warn: "It works; to look at: {warn}.",
    fault: "To mend: {fault}. To look at: {warn}.",
  },
};

export const doctorText: Record<Locale, DoctorText> = { es, en };

/** A finding in a sentence, and what to do about it, "" for nothing. */
export function told(locale: Locale, { code, facts }: Finding): { said: string; mend: string } {
  const [said, mend = ""] = doctorText[locale].findings[code];
  const named = typeof facts.task === "string" ? { ...facts, task: taskName(facts.task, locale) } : facts;
  return { said: filled(said, named), mend: filled(mend, named) };
}

/** `{name}` is a fact; `{name:with|without}` chooses by whether it is there. */
export function filled(text: string, facts: Readonly<Record<string, string | number>>): string {
  return text.replace(
    /^\{(\w+):(.*)\|([^|]*)\}$/,
    (_, name, having, lacking) => facts[name] ? having : lacking,
  )
    .replace(/\{(\w+)\}/g, (_, name) => String(facts[name] ?? "").replace(/[.\s]+$/, ""));
}
