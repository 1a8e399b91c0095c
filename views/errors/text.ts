import type { FieldError } from "../../src/lib/app_error.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { formatQuantity } from "../../src/lib/quantity.ts";

const es = {
  titles: {
    malformed: "El pedido está mal formado",
    invalid: "Revise los datos",
    unauthenticated: "Ingrese para continuar",
    forbidden: "No tiene permiso",
    not_found: "No encontramos esa página",
    conflict: "Otra persona lo cambió antes",
    too_large: "Es demasiado grande",
    too_many: "Demasiados intentos",
    internal: "Error interno",
    unavailable: "El sistema está ocupado",
    storage_full: "No queda espacio en el disco",
  },
  sentences: {
    malformed: "Al pedido le falta algo o no se entiende.",
    invalid: "Algunos datos no son válidos.",
    unauthenticated: "Su sesión terminó. Ingrese de nuevo; lo que escribió se conserva.",
    forbidden: "Su rol no permite hacer esto. Pida ayuda a un administrador.",
    not_found: "La dirección no existe o no tiene acceso. Revise el número o busque arriba.",
    conflict: "Los datos cambiaron mientras los editaba. Vuelva a cargarlos y repita el cambio.",
    too_large: "Lo enviado supera el tamaño permitido.",
    too_many: "Espere un momento y vuelva a intentarlo.",
    internal: "Algo falló de nuestro lado y quedó registrado. Vuelva a intentarlo.",
    unavailable: "Vuelva a intentarlo en unos segundos; no se perdió nada.",
    storage_full: "El servidor no puede guardar nada más. Avise al administrador.",
  },
  requestId: "Código del incidente",
  home: "Ir al inicio",
  back: "Volver",
};

const en: typeof es = {
  titles: {
    malformed: "The request is malformed",
    invalid: "Check the data",
    unauthenticated: "Sign in to go on",
    forbidden: "You may not do this",
    not_found: "We could not find that page",
    conflict: "Somebody changed it first",
    too_large: "That is too large",
    too_many: "Too many tries",
    internal: "Internal error",
    unavailable: "The system is busy",
    storage_full: "The disk is full",
  },
  sentences: {
    malformed: "Something is missing from the request, or it cannot be understood.",
    invalid: "Some of the data is not valid.",
    unauthenticated: "Your session ended. Sign in again; what you typed is kept.",
    forbidden: "Your role does not allow this. Ask an administrator.",
    not_found: "The address does not exist or you have no access. Check the number or search above.",
    conflict: "The data changed while you were editing. Load it again and repeat your change.",
    too_large: "What was sent is larger than allowed.",
    too_many: "Wait a moment and try again.",
    internal: "Something failed on our side and was recorded. Try again.",
    unavailable: "Try again in a few seconds; nothing was lost.",
    storage_full: "The server cannot save anything more. Tell the administrator.",
  },
  requestId: "Incident code",
  home: "Go to the start",
  back: "Back",
};

export const text: Record<Locale, typeof es> = { es, en };

type Params = Record<string, string | number>;
type Sentence = string | ((params: Params) => string);

/** Of a picture, whether it stands beside a field or is the whole answer of an upload. */
const photos = {
  es: {
    photo_type: "Elija una foto JPG, PNG o WebP. Los PDF y otros archivos no se pueden agregar aquí.",
    photo_heic:
      "Las fotos HEIC del iPhone no se pueden leer. Elija «Más compatible» en Ajustes > Cámara > Formatos, o envíela como JPG.",
    photo_too_large: (p) =>
      p.measure === "bytes"
        ? `La foto pesa ${megabytes(p.found)} MB; como máximo ${megabytes(p.max)} MB.`
        : "La foto tiene demasiados puntos. Redúzcala y vuelva a elegirla.",
    photo_broken: "El archivo de la foto está dañado. Elija otra.",
    photo_gone: "Una de las fotos ya no está. Quítela o vuelva a subirla.",
    photos_waiting:
      "Hay demasiadas fotos subidas sin usar. Termine los ingresos pendientes e intente de nuevo.",
    too_many_photos: (p) => `Como máximo ${p.limit} fotos por equipo.`,
  },
  en: {
    photo_type: "Choose a JPG, PNG or WebP photo. PDFs and other files cannot be added here.",
    photo_heic:
      "HEIC photos of an iPhone cannot be read. Choose “Most compatible” in Settings > Camera > Formats, or send it as JPG.",
    photo_too_large: (p) =>
      p.measure === "bytes"
        ? `The photo has ${megabytes(p.found)} MB; at most ${megabytes(p.max)} MB.`
        : "The photo has too many pixels. Make it smaller and choose it again.",
    photo_broken: "The photo's file is damaged. Choose another one.",
    photo_gone: "One of the photos is no longer there. Remove it or upload it again.",
    photos_waiting: "Too many uploaded photos wait unused. Finish the pending intakes and try again.",
    too_many_photos: (p) => `At most ${p.limit} photos per device.`,
  },
} satisfies Record<Locale, Record<string, Sentence>>;

function megabytes(bytes: string | number | undefined): string {
  return (Number(bytes) / 1_000_000).toFixed(1);
}

/** What an intake is refused for. */
const intakes = {
  es: {
    client_missing: "Elija un cliente de la lista o cree uno nuevo.",
    client_unknown: "Ese cliente ya no existe. Búsquelo de nuevo.",
    client_duplicate: (p) => `Puede ser ${p.name}, que ya está. Elíjalo, o confirme que es otra persona.`,
    too_many_devices: (p) => `Como máximo ${p.limit} equipos por ingreso.`,
    too_many_accessories: "Como máximo 20 accesorios por equipo.",
    serial_repeated: "Otro equipo de este ingreso tiene el mismo número.",
    device_repeated: "Ya eligió este equipo más arriba, en este mismo ingreso.",
    device_unknown: "Ese equipo ya no existe. Elija otro.",
    device_differs: (p) => `Lo que escribió no es ${p.name}. Corríjalo, o elija «Otro equipo».`,
    device_has_order: (p) =>
      `Este equipo ya tiene la orden ${p.number} abierta. Confirme que quiere abrir otra.`,
    secret_kind_missing: "Diga si es un PIN, un patrón o una contraseña.",
    secret_pin: "Un PIN tiene de 3 a 16 cifras.",
    secret_pattern: "Escriba de 4 a 9 puntos del 1 al 9, por ejemplo 1-5-9-6.",
    secret_password: "La contraseña no puede tener saltos de línea.",
    terms_not_accepted: "El cliente debe aceptar los términos.",
    terms_changed: "Los términos cambiaron mientras llenaba el formulario. Léalos de nuevo y acéptelos.",
    signature_missing: "Falta la firma del cliente.",
    unsigned_reason_missing: "Falta la firma. Si no puede firmar, escriba por qué.",
    signature_type: "La firma no se pudo leer. Fírmela de nuevo.",
    signature_too_large: "La firma es demasiado grande. Bórrela y firme de nuevo.",
    signature_broken: "La firma no se pudo leer. Fírmela de nuevo.",
    signature_blank: "La firma está en blanco.",
  },
  en: {
    client_missing: "Choose a client from the list or create a new one.",
    client_unknown: "That client no longer exists. Search again.",
    client_duplicate: (p) =>
      `It may be ${p.name}, who is known. Choose them, or confirm that it is somebody else.`,
    too_many_devices: (p) => `At most ${p.limit} devices per intake.`,
    too_many_accessories: "At most 20 accessories per device.",
    serial_repeated: "Another device of this intake has the same number.",
    device_repeated: "You chose this device already, further up in this intake.",
    device_unknown: "That device no longer exists. Choose another.",
    device_differs: (p) => `What you typed is not the ${p.name}. Correct it, or choose “Another device”.`,
    device_has_order: (p) =>
      `Order ${p.number} of this device is open. Confirm that you want to open another.`,
    secret_kind_missing: "Say whether it is a PIN, a pattern or a password.",
    secret_pin: "A PIN has 3 to 16 figures.",
    secret_pattern: "Write 4 to 9 dots from 1 to 9, such as 1-5-9-6.",
    secret_password: "The password cannot have line breaks.",
    terms_not_accepted: "The client must accept the terms.",
    terms_changed: "The terms changed while you filled in the form. Read them again and accept them.",
    signature_missing: "The client's signature is missing.",
    unsigned_reason_missing: "The signature is missing. If they cannot sign, write why.",
    signature_type: "The signature could not be read. Sign again.",
    signature_too_large: "The signature is too large. Clear it and sign again.",
    signature_broken: "The signature could not be read. Sign again.",
    signature_blank: "The signature is blank.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;

/** What a form about parts and their stock is refused for; quantities come in thousandths. */
const parts = {
  es: {
    part_sku: "De 1 a 30 letras mayúsculas, números o guiones, empezando por letra o número.",
    part_sku_taken: "Otro repuesto ya tiene este código.",
    part_ean: "Un código de barras tiene 8, 12, 13 o 14 números; revise el último.",
    part_ean_taken: "Otro repuesto ya tiene este código de barras.",
    part_has_moved: "Ya hubo movimientos de stock: no puede cambiar. Cree otro repuesto.",
    serialised_unit: "Con número de serie se cuenta en unidades.",
    too_many_models: "Como máximo 40 equipos.",
    quantity: "Escriba una cantidad, por ejemplo 2 o 0,5.",
    part_unknown: "Ningún repuesto tiene ese código. Elija uno de la lista.",
    stock_short: (p) =>
      Number(p.available) > 0
        ? `Solo quedan ${formatQuantity(Number(p.available), "es")} sin reservar.`
        : "No queda ninguno sin reservar: alguien lo tomó antes.",
    stock_changed: (p) =>
      `El stock cambió mientras contaba: ahora hay ${
        formatQuantity(Number(p.on_hand), "es")
      }. Cuente de nuevo.`,
    count_below_reserved: (p) =>
      `Hay ${
        formatQuantity(Number(p.reserved), "es")
      } reservados para órdenes. Libérelos antes de contar menos.`,
    more_than_used: (p) => `La orden usó ${formatQuantity(Number(p.used), "es")}.`,
    more_than_ordered: (p) => `Faltaba que llegaran ${formatQuantity(Number(p.outstanding), "es")}.`,
    below_received: (p) => `Ya llegaron ${formatQuantity(Number(p.received), "es")}.`,
    nothing_arrived: "Escriba cuánto llegó de algo.",
    line_known: "Ya está en esta compra: cambie su cantidad.",
    part_not_chosen: "Elija al menos un repuesto.",
    serial_needed: "Este repuesto lleva número de serie: escanee el de la pieza.",
    serial_known: (p) => `La pieza ${p.serial} ya está en stock.`,
    serial_blank: (p) => `«${p.serial}» no es un número de serie.`,
    serial_not_here: "Esa pieza no está en el stock de la sucursal.",
    serial_not_used: "Esa pieza no se usó en esta orden.",
    too_many_serials: "Como máximo 200 piezas por vez.",
  },
  en: {
    part_sku: "1 to 30 capitals, figures or hyphens, beginning with a letter or figure.",
    part_sku_taken: "Another part has this code already.",
    part_ean: "A barcode has 8, 12, 13 or 14 figures; check the last one.",
    part_ean_taken: "Another part has this barcode already.",
    part_has_moved: "Stock has moved already: this cannot change. Make another part.",
    serialised_unit: "With serial numbers it is counted in pieces.",
    too_many_models: "At most 40 devices.",
    quantity: "Write a quantity, such as 2 or 0.5.",
    part_unknown: "No part has that code. Choose one of the list.",
    stock_short: (p) =>
      Number(p.available) > 0
        ? `Only ${formatQuantity(Number(p.available), "en")} are not reserved.`
        : "None is left that is not reserved: somebody took it first.",
    stock_changed: (p) =>
      `The stock changed while you counted: now there are ${
        formatQuantity(Number(p.on_hand), "en")
      }. Count again.`,
    count_below_reserved: (p) =>
      `${
        formatQuantity(Number(p.reserved), "en")
      } are reserved for orders. Release them before counting fewer.`,
    more_than_used: (p) => `The order used ${formatQuantity(Number(p.used), "en")}.`,
    more_than_ordered: (p) => `${formatQuantity(Number(p.outstanding), "en")} were to come.`,
    below_received: (p) => `${formatQuantity(Number(p.received), "en")} have arrived already.`,
    nothing_arrived: "Write how much of something arrived.",
    line_known: "It is in this purchase already: change its quantity.",
    part_not_chosen: "Choose at least one part.",
    serial_needed: "This part has serial numbers: scan the one of the piece.",
    serial_known: (p) => `The piece ${p.serial} is in stock already.`,
    serial_blank: (p) => `“${p.serial}” is no serial number.`,
    serial_not_here: "That piece is not in the stock of the branch.",
    serial_not_used: "That piece was not used for this order.",
    too_many_serials: "At most 200 pieces at a time.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;

/** Why a request was refused, by the `reason` of an AppError. */
const reasons = {
  es: {
    ...photos.es,
    order_closed: "La orden ya está cerrada.",
    foreign_form: "El formulario no vino de esta página. Vuelva a abrirla e intente otra vez.",
    stale_form:
      "El formulario venció. Vuelva a abrir la página e intente otra vez; lo que escribió sigue en pantalla.",
    login_failed: "El correo o la contraseña no son correctos.",
    login_blocked: (p) => `Demasiados intentos. Espere ${p.minutes} min y vuelva a probar.`,
    already_set_up: "El servicio técnico ya está instalado.",
    order_changed: "Otra persona guardó esta orden mientras usted la editaba.",
    order_not_found: "No hay una orden con ese número.",
    order_taken: "Otro técnico ya tomó esta orden.",
    secret_gone: "No hay clave guardada: nunca se anotó o ya se borró.",
    not_ready: "Solo se entrega una orden que está lista para retirar.",
    move_not_listed: "De este estado no se pasa a ese. Recargue la orden y mire los cambios posibles.",
    move_same: "La orden ya está en ese estado.",
    move_not_yours:
      "Ese cambio le toca a otra persona: al técnico asignado, al mostrador o a un administrador.",
    move_not_forcible: "Ese cambio no se puede forzar.",
    move_has_own_form: "Ese cambio se hace con su propio formulario.",
    quality_control_off: "Este taller no usa control de calidad.",
    technician_missing: "Falta asignar un técnico.",
    diagnosis_missing: "Falta escribir el diagnóstico.",
    not_where_it_was: "De la pausa se vuelve al estado anterior.",
    own_work: "Lo controla alguien que no lo reparó.",
    policy_not_elapsed: (p) => `Se puede recién a los ${p.days} días de estar listo.`,
    client_changed: "Otra persona guardó este cliente mientras usted lo editaba.",
    device_changed: "Otra persona guardó este equipo mientras usted lo editaba.",
    no_printer:
      "La sucursal no tiene una impresora elegida para esto. Un administrador la elige en Impresoras, Destinos.",
    label_does_not_fit: (p) => `La plantilla es de ${p.label} y la impresora de ${p.printer}.`,
    print_job_cannot_move: "Puede que ya haya empezado a salir: no se pasa a otra impresora.",
    same_printer: "Es la misma impresora.",
    not_delivered: "La orden todavía no se entregó: no tiene comprobante de entrega.",
    document_not_for_printer: "Esa impresora no imprime ese tipo de documento.",
    no_drawer: "Esta impresora no tiene un cajón de dinero.",
    nothing_to_set_up: "Esta impresora no tiene un papel que configurar.",
    nothing_chosen: "No se eligió ningún trabajo.",
    print_job_moved: "La etiqueta ya cambió de estado. Mire cómo está ahora.",
    print_job_running: "La etiqueta todavía está en camino. Espere a que termine o cancélela.",
    other_instance: "Otro equipo está usando esta clave de impresión.",
    organization_changed: "Otra persona guardó estos datos mientras usted los editaba.",
    settings_changed: "Otra persona guardó estos ajustes mientras usted los editaba.",
    terms_replaced: "Otra persona publicó términos nuevos mientras usted los escribía.",
    label_layout_changed: "Otra persona guardó este diseño mientras usted lo cambiaba.",
    branch_changed: "Otra persona guardó esta sucursal mientras usted la editaba.",
    user_changed: "Otra persona guardó este usuario mientras usted lo editaba.",
    no_such_user: "No hay ningún usuario con ese correo.",
    no_such_branch: "No hay ninguna sucursal abierta con ese código.",
    token_made_already: "Esta clave ya se creó. Si no la anotó, revóquela y cree otra.",
    token_missing: "Falta la clave: envíela como «Authorization: Bearer rpo_…».",
    token_unknown: "La clave no existe, venció o fue revocada.",
    scope_missing: (p) => `La clave no tiene el permiso ${p.scope}.`,
    message_on_its_way: "El mensaje ya está en camino.",
    no_mail_server: "No hay servidor de correo configurado (SMTP_URL).",
    not_json: "El pedido no es JSON válido.",
    idempotency_key_missing: "Falta el encabezado Idempotency-Key: una clave nueva por cada pedido nuevo.",
    idempotency_key_malformed: "Idempotency-Key lleva de 1 a 255 caracteres ASCII, con o sin comillas.",
    idempotency_key_reused: "Esta Idempotency-Key ya se usó para otro pedido.",
    idempotency_key_busy: "El primer pedido con esta Idempotency-Key todavía se está respondiendo.",
    printer_ambiguous: "Varias impresoras tienen esa clave. Use el id.",
    part_changed: "Otra persona guardó este repuesto mientras usted lo editaba.",
    stock_short: "No queda tanto sin reservar: alguien lo tomó antes.",
    parts_not_now: "En este estado de la orden no se mueven repuestos así.",
    nothing_to_bill: "No hay nada por cobrar de ese repuesto.",
    purchase_changed: "Otra persona guardó esta compra mientras usted la editaba.",
    purchase_closed: "La compra ya está cerrada.",
  },
  en: {
    ...photos.en,
    order_closed: "The order is closed.",
    foreign_form: "The form did not come from this page. Open it again and retry.",
    stale_form: "The form is too old. Open the page again and retry; what you typed is still on the screen.",
    login_failed: "The e-mail or the password is not right.",
    login_blocked: (p) => `Too many tries. Wait ${p.minutes} min and try again.`,
    already_set_up: "The shop is already set up.",
    order_changed: "Somebody saved this order while you were editing it.",
    order_not_found: "There is no order with that number.",
    order_taken: "Another technician already took this order.",
    secret_gone: "No secret is kept: it was never noted down, or it has been erased.",
    not_ready: "Only an order that is ready for pick-up is handed over.",
    move_not_listed:
      "This status does not lead to that one. Load the order again and see the possible moves.",
    move_same: "The order is already in that status.",
    move_not_yours:
      "That move is for somebody else: the assigned technician, the counter or an administrator.",
    move_not_forcible: "That move cannot be forced.",
    move_has_own_form: "That move has a form of its own.",
    quality_control_off: "This shop does not use quality control.",
    technician_missing: "A technician must be assigned first.",
    diagnosis_missing: "The diagnosis must be written first.",
    not_where_it_was: "From a pause one returns to the status before it.",
    own_work: "Somebody who did not repair it checks it.",
    policy_not_elapsed: (p) => `Not before ${p.days} days after it was ready.`,
    client_changed: "Somebody saved this client while you were editing it.",
    device_changed: "Somebody saved this device while you were editing it.",
    no_printer:
      "The branch has no printer chosen for this. An administrator chooses it under Printers, Routes.",
    label_does_not_fit: (p) => `The template is for ${p.label} and the printer has ${p.printer}.`,
    print_job_cannot_move: "It may be coming out already: it does not go to another printer.",
    same_printer: "It is the same printer.",
    not_delivered: "The order has not been handed over yet: there is no delivery receipt.",
    document_not_for_printer: "That printer does not print that kind of document.",
    no_drawer: "This printer has no cash drawer.",
    nothing_to_set_up: "This printer has no media to set up.",
    nothing_chosen: "No job was chosen.",
    print_job_moved: "The label has changed its state meanwhile. See how it stands now.",
    print_job_running: "The label is still on its way. Wait for its end or cancel it.",
    other_instance: "Another computer is using this printing key.",
    organization_changed: "Somebody saved these details while you were editing them.",
    settings_changed: "Somebody saved these settings while you were editing them.",
    terms_replaced: "Somebody published new terms while you were writing.",
    label_layout_changed: "Somebody saved this layout while you were changing it.",
    branch_changed: "Somebody saved this branch while you were editing it.",
    user_changed: "Somebody saved this user while you were editing it.",
    no_such_user: "There is no user with that e-mail.",
    no_such_branch: "There is no open branch with that code.",
    token_made_already: "This token was made already. If you did not keep it, revoke it and make another.",
    token_missing: "The token is missing: send it as “Authorization: Bearer rpo_…”.",
    token_unknown: "The token does not exist, has expired or was revoked.",
    scope_missing: (p) => `The token lacks the scope ${p.scope}.`,
    message_on_its_way: "The message is on its way already.",
    no_mail_server: "No mail server is configured (SMTP_URL).",
    not_json: "The request is not valid JSON.",
    idempotency_key_missing: "The header Idempotency-Key is missing: a new key for each new request.",
    idempotency_key_malformed: "An Idempotency-Key has 1 to 255 ASCII characters, quoted or not.",
    idempotency_key_reused: "This Idempotency-Key was used for another request.",
    idempotency_key_busy: "The first request with this Idempotency-Key is still being answered.",
    printer_ambiguous: "Several printers have that key. Use the id.",
    part_changed: "Somebody saved this part while you were editing it.",
    stock_short: "Not that much is left that is not reserved: somebody took it first.",
    parts_not_now: "Parts are not moved like that where the order stands.",
    nothing_to_bill: "There is nothing to bill of that part.",
    purchase_changed: "Somebody saved this purchase while you were editing it.",
    purchase_closed: "The purchase is closed already.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;

/** What is wrong with a field, by the `code` of a FieldError. */
const fields = {
  es: {
    ...photos.es,
    ...intakes.es,
    ...parts.es,
    required: "Complete este dato.",
    invalid: "Este dato no es válido.",
    too_long: (p) => p.limit ? `Como máximo ${p.limit} caracteres.` : "Es demasiado largo.",
    too_small: (p) => `No puede ser menos de ${p.limit}.`,
    too_big: (p) => `No puede ser más de ${p.limit}.`,
    email: "Escriba un correo como nombre@ejemplo.com.",
    email_taken: "Ya hay un usuario con este correo.",
    phone: "Escriba el teléfono con su código de área.",
    document: "Un documento lleva números, como 28.456.123. Si no lo dio, déjelo en blanco.",
    too_many_contacts: (p) => `Como máximo ${p.limit} contactos.`,
    imei: "El IMEI no es correcto: revise sus 15 números (se ven al marcar *#06#).",
    money: "Escriba un importe, por ejemplo 12.500 o 12500,50.",
    date: "Escriba una fecha válida.",
    date_past: "La fecha ya pasó.",
    time: "Escriba una hora como 09:30.",
    closes_before_opening: "La hora de cierre es anterior a la de apertura.",
    not_a_technician: "Elija un técnico activo.",
    more_than_balance: "Es más que el saldo.",
    more_than_paid: "Es más de lo que se pagó.",
    balance_open: "Queda saldo: cobre todo, o pida a un administrador que autorice la entrega.",
    signature_required: "Falta la firma.",
    signature_or_reason: "Firme, o escriba por qué no se firma.",
    time_zone: "Elija una zona horaria de la lista.",
    currency: "Elija una moneda de la lista.",
    label_link: "Un enlace como https://ejemplo.com, sin acentos ni espacios y de hasta 213 letras.",
    label_empty: "Escriba un código, un renglón o un enlace.",
    too_many_lines: "Como máximo cuatro renglones.",
    branch_code: "De 1 a 6 letras o números, empezando por letra.",
    branch_code_taken: "Otra sucursal ya usa este código.",
    branch_code_used: "Ya hay órdenes con este código: no puede cambiar.",
    last_branch: "Es la única sucursal abierta: no se puede cerrar.",
    last_admin: "Es el único administrador activo. Nombre antes a otro.",
    whole_number: "Escriba un número entero.",
    colour: "Elija un color.",
    password_short: (p) => `Use al menos ${p.limit} caracteres.`,
    password_common: "Es una contraseña muy conocida. Elija otra.",
    password_wrong: "La contraseña actual no es correcta.",
    password_differs: "Las dos contraseñas no son iguales.",
    code_wrong: "El código no es correcto o ya venció.",
    unknown_field: (p) => `Datos que no se esperaban: ${p.names}.`,
    label_code: "De 1 a 40 letras mayúsculas, números o guiones.",
    label_url: "Una dirección http o https de caracteres ASCII, de hasta 213.",
    printer_unknown: "No hay ninguna impresora con esa clave.",
    printer_ambiguous: "Varias impresoras tienen esa clave. Use el id.",
    printer_without_labels: "Esa impresora no imprime etiquetas.",
    order_unknown: "No hay una orden con ese número.",
    no_accessories: "La orden no tiene accesorios.",
  },
  en: {
    ...photos.en,
    ...intakes.en,
    ...parts.en,
    required: "Fill this in.",
    invalid: "This is not valid.",
    too_long: (p) => p.limit ? `At most ${p.limit} characters.` : "This is too long.",
    too_small: (p) => `Cannot be less than ${p.limit}.`,
    too_big: (p) => `Cannot be more than ${p.limit}.`,
    email: "Write an e-mail such as name@example.com.",
    email_taken: "There is already a user with this e-mail.",
    phone: "Write the phone with its area code.",
    document: "A document has figures, such as 28.456.123. Leave it blank if it was not given.",
    too_many_contacts: (p) => `At most ${p.limit} contacts.`,
    imei: "The IMEI is not right: check its 15 figures (dial *#06# to see it).",
    money: "Write an amount, for example 12,500 or 12500.50.",
    date: "Write a valid date.",
    date_past: "The date has passed.",
    time: "Write a time such as 09:30.",
    closes_before_opening: "It closes before it opens.",
    not_a_technician: "Choose an active technician.",
    more_than_balance: "That is more than the balance.",
    more_than_paid: "That is more than was paid.",
    balance_open: "A balance stays open: take it all, or ask an administrator to authorise the hand-over.",
    signature_required: "The signature is missing.",
    signature_or_reason: "Sign, or write why nobody signs.",
    time_zone: "Choose a time zone from the list.",
    currency: "Choose a currency from the list.",
    label_link: "A link like https://example.com, without accents or spaces, of at most 213 letters.",
    label_empty: "Write a code, a line or a link.",
    too_many_lines: "At most four lines.",
    branch_code: "1 to 6 letters or figures, beginning with a letter.",
    branch_code_taken: "Another branch has this code.",
    branch_code_used: "Orders carry this code already: it cannot change.",
    last_branch: "It is the only open branch: it cannot be closed.",
    last_admin: "They are the only active administrator. Appoint another first.",
    whole_number: "Write a whole number.",
    colour: "Choose a colour.",
    password_short: (p) => `Use at least ${p.limit} characters.`,
    password_common: "This password is widely known. Choose another.",
    password_wrong: "The current password is not right.",
    password_differs: "The two passwords are not the same.",
    code_wrong: "The code is wrong or has expired.",
    unknown_field: (p) => `Unexpected data: ${p.names}.`,
    label_code: "1 to 40 capitals, figures or hyphens.",
    label_url: "An http or https address of up to 213 ASCII characters.",
    printer_unknown: "There is no printer with that key.",
    printer_ambiguous: "Several printers have that key. Use the id.",
    printer_without_labels: "That printer does not print labels.",
    order_unknown: "There is no order with that number.",
    no_accessories: "The order has no accessories.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;

/** The sentence of a field's error in the viewer's language. */
export function fieldSentence(error: FieldError, locale: Locale): string {
  return worded(fields[locale], error.code, error.params) ?? worded(fields[locale], "invalid") ?? error.code;
}

/** The sentence of a refusal, or null when it has none of its own. */
export function reasonSentence(reason: string | undefined, params: Params, locale: Locale): string | null {
  return reason ? worded(reasons[locale], reason, params) : null;
}

function worded(known: Record<string, Sentence>, code: string, params: Params = {}): string | null {
  const sentence = Object.hasOwn(known, code) ? known[code] : undefined;
  if (sentence === undefined) return null;
  return typeof sentence === "string" ? sentence : sentence(params);
}
