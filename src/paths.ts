/** Every address that a person or an integrator sees. */
export const paths = {
  counter: () => "/",
  search: (q = "") => q ? `/buscar?q=${encodeURIComponent(q)}` : "/buscar",
  searchResults: (q: string, kind: string, after?: number) =>
    `/buscar?q=${encodeURIComponent(q)}&tipo=${kind}${after === undefined ? "" : `&desde=${after}`}`,
  signIn: (next = "") => next ? `/ingresar?next=${encodeURIComponent(next)}` : "/ingresar",
  signOut: () => "/salir",
  preferences: () => "/preferencias",
  password: () => "/contrasena",
  setup: (code = "") => code ? `/instalacion?codigo=${encodeURIComponent(code)}` : "/instalacion",
  health: () => "/salud",

  orders: (query = "") => `/ordenes${query}`,
  order: (number: string) => `/ordenes/${number}`,
  ordersInBulk: (query = "") => `/ordenes/lote${query}`,
  ordersInBulkUndo: () => "/ordenes/lote/reversion",
  orderStatus: (number: string) => `/ordenes/${number}/estado`,
  /** The page that asks what a move by its own form needs. */
  orderMove: (number: string, to: string) =>
    to === "received"
      ? paths.orderIntake(number)
      : to === "delivered"
      ? paths.orderDelivery(number)
      : `/ordenes/${number}?mover=${to}`,
  orderMoveUndo: (number: string) => `/ordenes/${number}/estado/reversion`,
  orderAssignment: (number: string) => `/ordenes/${number}/asignacion`,
  orderDiagnosis: (number: string) => `/ordenes/${number}/diagnostico`,
  orderNotes: (number: string) => `/ordenes/${number}/notas`,
  orderEdit: (number: string) => `/ordenes/${number}/editar`,
  orderPhotos: (number: string) => `/ordenes/${number}/fotos`,
  orderCharges: (number: string) => `/ordenes/${number}/cargos`,
  orderPayments: (number: string) => `/ordenes/${number}/pagos`,
  orderPayment: (number: string, payment: string) => `/ordenes/${number}/pagos/${payment}`,
  orderCheckout: (number: string, intent = "") => `/ordenes/${number}/cobro${intent && `/${intent}`}`,
  orderCheckoutMail: (number: string, intent: string) => `/ordenes/${number}/cobro/${intent}/correo`,
  orderCheckoutChat: (number: string, intent: string) => `/ordenes/${number}/cobro/${intent}/whatsapp`,
  orderRefunds: (number: string) => `/ordenes/${number}/devoluciones`,
  orderSecret: (number: string) => `/ordenes/${number}/clave`,
  orderDelivery: (number: string) => `/ordenes/${number}/entrega`,
  orderMail: (number: string, document = "") =>
    `/ordenes/${number}/correo${query({ ...document !== "" && { documento: document } })}`,
  orderMailSummary: (number: string) => `/ordenes/${number}/correo/resumen`,
  orderReceipt: (number: string, format: PaperFormat) =>
    `/ordenes/${number}/comprobante.pdf?formato=${format}`,
  orderPaymentReceipt: (number: string, payment: string, format: PaperFormat) =>
    `/ordenes/${number}/pagos/${payment}/recibo.pdf?formato=${format}`,
  orderWarranty: (number: string, format: PaperFormat) => `/ordenes/${number}/garantia.pdf?formato=${format}`,
  orderWorksheet: (number: string, format: PaperFormat) =>
    `/ordenes/${number}/hoja-de-trabajo.pdf?formato=${format}`,
  orderPack: (number: string) => `/ordenes/${number}/expediente.pdf`,
  orderApproval: (number: string) => `/ordenes/${number}/aprobacion`,
  quotes: (number: string) => `/ordenes/${number}/presupuestos`,
  quote: (number: string, id: string) => `/ordenes/${number}/presupuestos/${id}`,
  quoteParts: (number: string, id: string) => `/ordenes/${number}/presupuestos/${id}/repuestos`,
  quoteTotals: (number: string, id: string) => `/ordenes/${number}/presupuestos/${id}/totales`,
  quoteDiscard: (number: string, id: string) => `/ordenes/${number}/presupuestos/${id}/descarte`,
  quoteSending: (number: string, id: string) => `/ordenes/${number}/presupuestos/${id}/envio`,
  quoteMail: (number: string, id: string) => `/ordenes/${number}/presupuestos/${id}/correo`,
  quoteWhatsapp: (number: string, id: string) => `/ordenes/${number}/presupuestos/${id}/whatsapp`,
  quotePdf: (number: string, id: string, format: PaperFormat) =>
    `/ordenes/${number}/presupuestos/${id}/presupuesto.pdf?formato=${format}`,
  quoteCertificate: (number: string, id: string) => `/ordenes/${number}/presupuestos/${id}/constancia.pdf`,
  orderLabels: (number: string) => `/ordenes/${number}/etiquetas`,
  orderLabelPicture: (number: string, jobId: string) => `/ordenes/${number}/etiquetas/${jobId}/etiqueta.svg`,
  orderLabelPdf: (number: string, jobId: string) => `/ordenes/${number}/etiquetas/${jobId}/etiqueta.pdf`,
  orderLabelReprint: (number: string, jobId: string) => `/ordenes/${number}/etiquetas/${jobId}/reimpresion`,
  orderLabelCancel: (number: string, jobId: string) => `/ordenes/${number}/etiquetas/${jobId}/cancelacion`,
  orderLabelResult: (number: string, jobId: string) => `/ordenes/${number}/etiquetas/${jobId}/resultado`,
  orderLabelRetry: (number: string, jobId: string) => `/ordenes/${number}/etiquetas/${jobId}/reintento`,
  orderLabelDismissal: (number: string, jobId: string) => `/ordenes/${number}/etiquetas/${jobId}/descarte`,
  orderReceiptPrint: (number: string) => `/ordenes/${number}/etiquetas/comprobante`,
  orderLabelHistory: (number: string) => `/ordenes/${number}/etiquetas/historial`,
  orderLive: (number: string) => `/ordenes/${number}/en-vivo`,
  orderTracking: (number: string) => `/ordenes/${number}/seguimiento`,
  orderTrackingQr: (number: string) => `/ordenes/${number}/seguimiento/qr.svg`,
  orderTrackingEnd: (number: string) => `/ordenes/${number}/seguimiento/baja`,
  orderTrackingChat: (number: string) => `/ordenes/${number}/seguimiento/whatsapp`,
  orderTrackingMail: (number: string) => `/ordenes/${number}/seguimiento/envio`,
  orderParts: (number: string) => `/ordenes/${number}/repuestos`,
  orderPartMoves: (number: string, partId: string) => `/ordenes/${number}/repuestos/${partId}/movimientos`,
  orderPartCharge: (number: string, partId: string) => `/ordenes/${number}/repuestos/${partId}/cargo`,
  orderMessagesSeen: (number: string) => `/ordenes/${number}/mensajes/lectura`,
  orderPhotoSharing: (number: string, photo: string) => `/ordenes/${number}/fotos/${photo}/visibilidad`,
  orderLoans: (number: string) => `/ordenes/${number}/prestamos`,
  /** The order's page with the form of one of its parts. */
  orderPart: (number: string, partId: string) => `/ordenes/${number}?repuesto=${partId}`,
  orderPostponement: (number: string) => `/ordenes/${number}/plazo`,
  orderPickupNotice: (number: string) => `/ordenes/${number}/aviso-de-retiro`,
  orderTime: (number: string) => `/ordenes/${number}/tiempo`,
  orderTimeCorrection: (number: string) => `/ordenes/${number}/tiempo/correccion`,
  orderChecks: (number: string, slug: string) => `/ordenes/${number}/revisiones/${slug}`,
  orderChecksStart: (number: string, slug: string) => `/ordenes/${number}/revisiones/${slug}/inicio`,
  mention: (id: string) => `/menciones/${id}`,
  mentionsSeen: () => "/menciones/leidas",
  board: (query = "") => `/tablero${query}`,
  boardMoves: (number: string, query = "") => `/tablero/${number}/estado${query}`,
  boardLive: (query = "") => `/tablero/en-vivo${query}`,

  untold: (query = "") => `/por-avisar${query}`,
  untoldChat: (number: string) => `/por-avisar/${number}/whatsapp`,
  untoldTold: (number: string) => `/por-avisar/${number}/aviso`,

  /** A list as a file, by the query of its own address. */
  csv: (list: CsvList, query = "") => `/exportar/${list}.csv${query}`,

  looseLabels: (query = "") => `/etiquetas${query}`,
  looseLabelPreview: () => "/etiquetas/vista",

  newIntake: (clientId = "", deviceId = "") =>
    `/ingresos/nuevo${
      query({ ...clientId !== "" && { cliente: clientId }, ...deviceId !== "" && { equipo: deviceId } })
    }`,
  /** A new intake under the warranty of an order. */
  newClaim: (number: string) => `/ingresos/nuevo?garantia=${number}`,
  /** Takes in a device that was announced. */
  orderIntake: (number: string) => `/ingresos/nuevo?orden=${number}`,
  slipIntake: (number: string) => `/ingresos/nuevo?talon=${number}`,
  intakes: () => "/ingresos",
  intake: (id: string) => `/ingresos/${id}`,
  intakeReceipt: (id: string, format: PaperFormat) => `/ingresos/${id}/comprobante.pdf?formato=${format}`,
  intakeDraft: () => "/ingresos/borrador",
  intakeDraftResume: (id: string) => `/ingresos/nuevo?borrador=${id}`,
  intakeDraftDiscard: (id: string) => `/ingresos/borrador/${id}/descarte`,
  intakeClients: () => "/ingresos/clientes",
  intakeDuplicates: () => "/ingresos/duplicados",
  intakeDevices: () => "/ingresos/equipos",
  intakePicks: () => "/ingresos/anteriores",
  intakeCheck: () => "/ingresos/validacion",

  counterLive: () => "/en-vivo",

  slips: (query = "") => `/talonarios${query}`,
  /** What the QR of a slip holds: short, so that its modules are large. */
  slip: (number: string) => `/talonarios/${number}`,
  slipBatch: (id: string) => `/talonarios/lotes/${id}`,
  slipBatchLabels: (id: string) => `/talonarios/lotes/${id}/etiquetas`,
  slipBatchVoiding: (id: string) => `/talonarios/lotes/${id}/anulacion`,
  slipBatchPaper: (id: string, format: PaperFormat) =>
    `/talonarios/lotes/${id}/talones.pdf?formato=${format}`,

  printing: () => "/impresion",
  printingLive: () => "/impresion/en-vivo",
  printingJob: (
    id: string,
    act: "reimpresion" | "cancelacion" | "resultado" | "reintento" | "descarte",
  ) => `/impresion/trabajos/${id}/${act}`,
  alertSeen: (id: string) => `/impresion/avisos/${id}/visto`,

  uploads: () => "/fotos",
  photo: (id: string) => `/fotos/${id}`,
  thumbnail: (id: string) => `/fotos/${id}/miniatura`,

  clients: (query = "") => `/clientes${query}`,
  newClient: () => "/clientes/nuevo",
  client: (id: string) => `/clientes/${id}`,
  clientEdit: (id: string) => `/clientes/${id}/editar`,
  clientPreintake: (id: string) => `/clientes/${id}/pre-ingreso`,
  clientPreintakeEnd: (id: string) => `/clientes/${id}/pre-ingreso/baja`,
  clientPreintakeMail: (id: string) => `/clientes/${id}/pre-ingreso/envio`,
  clientPreintakeChat: (id: string) => `/clientes/${id}/pre-ingreso/whatsapp`,
  clientData: (id: string) => `/clientes/${id}/datos.json`,
  clientErasure: (id: string) => `/clientes/${id}/borrado`,
  clientPayment: (id: string, currency = "") => `/clientes/${id}/pago${currency && `?moneda=${currency}`}`,
  debtors: (query = "") => `/clientes/deudores${query}`,

  agenda: (query = "") => `/agenda${query}`,
  newAppointment: (params: Partial<Record<"dia" | "hora" | "tecnico" | "cliente" | "orden", string>> = {}) =>
    `/agenda/nuevo${query(filledIn(params))}`,
  appointment: (id: string) => `/agenda/${id}`,
  appointmentMove: (id: string) => `/agenda/${id}/cambio`,
  appointmentCancel: (id: string) => `/agenda/${id}/anulacion`,
  appointmentArrival: (id: string) => `/agenda/${id}/llegada`,
  /** A new intake of who had an appointment. */
  appointmentIntake: (id: string) => `/ingresos/nuevo?turno=${id}`,

  loaners: (query = "") => `/prestamos${query}`,
  newLoaner: () => "/prestamos/nuevo",
  loaner: (id: string) => `/prestamos/${id}`,
  loanReturn: (id: string, loan: string) => `/prestamos/${id}/devolucion/${loan}`,

  cash: () => "/caja",
  cashOpening: () => "/caja/apertura",
  cashChange: (currency: string) => `/caja/vuelto?moneda=${currency}`,
  cashFigures: (query = "") => `/caja/informe${query}`,
  cashSessions: (query = "") => `/caja/sesiones${query}`,
  cashSession: (id: string) => `/caja/sesiones/${id}`,
  cashMovements: (id: string) => `/caja/sesiones/${id}/movimientos`,
  cashCount: (id: string) => `/caja/sesiones/${id}/arqueo`,
  cashClosing: (id: string) => `/caja/sesiones/${id}/cierre`,
  cashSessionReport: (id: string, format: PaperFormat) =>
    `/caja/sesiones/${id}/informe.pdf?formato=${format}`,
  cashSessionPrint: (id: string) => `/caja/sesiones/${id}/impresion`,
  onlinePayments: (query = "") => `/cobros${query}`,
  paymentReview: (id: string) => `/cobros/revision/${id}`,
  paymentReviewAcceptance: (id: string) => `/cobros/revision/${id}/aceptacion`,
  paymentReviewDismissal: (id: string) => `/cobros/revision/${id}/descarte`,
  /** Where payment providers tell what happened. */
  paymentCallback: (provider: "mercado_pago" | "stripe" | "signed") =>
    `/cobros/${({ mercado_pago: "mercado-pago", stripe: "stripe", signed: "firmado" })[provider]}`,
  device: (id: string) => `/equipos/${id}`,
  deviceEdit: (id: string) => `/equipos/${id}/editar`,
  deviceOwner: (id: string) => `/equipos/${id}/titular`,
  parts: (query = "") => `/repuestos${query}`,
  newPart: () => "/repuestos/nuevo",
  part: (id: string, query = "") => `/repuestos/${id}${query}`,
  partEdit: (id: string) => `/repuestos/${id}/editar`,
  partReceipt: (id: string) => `/repuestos/${id}/recepcion`,
  partCount: (id: string) => `/repuestos/${id}/recuento`,
  partScrap: (id: string) => `/repuestos/${id}/descarte`,
  partLabels: (id: string) => `/repuestos/${id}/etiquetas`,
  replenish: () => "/repuestos/reponer",
  purchases: (query = "") => `/repuestos/compras${query}`,
  purchase: (id: string) => `/repuestos/compras/${id}`,
  purchaseLines: (id: string) => `/repuestos/compras/${id}/renglones`,
  purchaseReceipt: (id: string) => `/repuestos/compras/${id}/recepcion`,
  purchaseEnd: (id: string) => `/repuestos/compras/${id}/cierre`,
  technicians: () => "/tecnicos",
  technician: (id: string) => `/tecnicos/${id}`,
  statistics: (query = "") => `/estadisticas${query}`,
  cashReport: () => "/estadisticas/caja.pdf",

  logo: (hash: string) => `/tema/logo/${hash}.png`,
  accent: (hex: string) => `/tema/${hex.replace("#", "")}.css`,
  /** Where clients announce devices, or see what they announced. */
  preintake: (token: string) => `/pre-ingreso/${token}`,
  tracking: (token: string) => `/seguimiento/${token}`,
  trackingPhoto: (token: string, id: string) => `/seguimiento/${token}/fotos/${id}`,
  trackingThumbnail: (token: string, id: string) => `/seguimiento/${token}/fotos/${id}/miniatura`,
  trackingMessages: (token: string) => `/seguimiento/${token}/mensajes`,
  trackingDelivery: (token: string) => `/seguimiento/${token}/entrega.pdf`,
  trackingWarranty: (token: string) => `/seguimiento/${token}/garantia.pdf`,
  trackingPayment: (token: string, payment: string) => `/seguimiento/${token}/pagos/${payment}/recibo.pdf`,
  trackingCheckouts: (token: string) => `/seguimiento/${token}/cobro`,
  trackingCheckout: (token: string, intent: string) => `/seguimiento/${token}/cobro/${intent}`,
  trackingReceipt: (token: string) => `/seguimiento/${token}/comprobante.pdf`,
  trackingQuote: (token: string) => `/seguimiento/${token}/presupuesto`,
  trackingQuoteApproval: (token: string) => `/seguimiento/${token}/presupuesto/aprobacion`,
  trackingQuoteRejection: (token: string) => `/seguimiento/${token}/presupuesto/rechazo`,
  trackingQuotePdf: (token: string) => `/seguimiento/${token}/presupuesto.pdf`,
  trackingCertificate: (token: string) => `/seguimiento/${token}/constancia.pdf`,

  admin: () => "/admin",
  users: () => "/admin/usuarios",
  newUser: () => "/admin/usuarios/nuevo",
  user: (id: string) => `/admin/usuarios/${id}`,
  userPassword: (id: string) => `/admin/usuarios/${id}/contrasena`,
  userSessions: (id: string) => `/admin/usuarios/${id}/sesiones`,
  userSession: (id: string, session: string) => `/admin/usuarios/${id}/sesiones/${session}`,
  branches: () => "/admin/sucursales",
  newBranch: () => "/admin/sucursales/nueva",
  branch: (id: string) => `/admin/sucursales/${id}`,
  branchHolidays: (id: string) => `/admin/sucursales/${id}/feriados`,
  branchHolidayEnd: (id: string, date: string) => `/admin/sucursales/${id}/feriados/${date}/baja`,
  branchPreintake: (id: string) => `/admin/sucursales/${id}/pre-ingreso`,
  branchPreintakeEnd: (id: string) => `/admin/sucursales/${id}/pre-ingreso/baja`,
  branchPreintakeQr: (id: string) => `/admin/sucursales/${id}/pre-ingreso/qr.svg`,
  branchOpening: (id: string) => `/admin/sucursales/${id}/horario`,
  tills: () => "/admin/cajas",
  newTill: () => "/admin/cajas/nueva",
  till: (id: string) => `/admin/cajas/${id}`,
  gateways: () => "/admin/cobros",
  gateway: (provider: string) => `/admin/cobros/${provider}`,
  gatewayCheck: (provider: string) => `/admin/cobros/${provider}/prueba`,
  cannedAnswers: () => "/admin/respuestas",
  newCannedAnswer: () => "/admin/respuestas/nueva",
  cannedAnswer: (id: string) => `/admin/respuestas/${id}`,
  checklists: () => "/admin/listas",
  checklist: (category: string, slug: string) => `/admin/listas/${category}/${slug}`,
  settings: (form = "") => form ? `/admin/ajustes/${form}` : "/admin/ajustes",
  terms: () => "/admin/terminos",
  quoteTemplates: () => "/admin/presupuestos",
  newQuoteTemplate: () => "/admin/presupuestos/nuevo",
  quoteTemplate: (id: string) => `/admin/presupuestos/${id}`,
  certificates: () => "/admin/constancias",
  labelLayouts: (query = "") => `/admin/etiquetas${query}`,
  labelLayout: (template: string, query = "") => `/admin/etiquetas/${template}${query}`,
  labelLayoutPreview: (template: string) => `/admin/etiquetas/${template}/vista`,
  printers: () => "/admin/impresoras",
  printer: (id: string) => `/admin/impresoras/${id}`,
  printerFallback: (id: string) => `/admin/impresoras/${id}/reemplazo`,
  printerSetup: (id: string) => `/admin/impresoras/${id}/papel`,
  printerMove: (id: string) => `/admin/impresoras/${id}/traslado`,
  printRoutes: (branchId = "") =>
    branchId ? `/admin/impresoras/destinos?sucursal=${branchId}` : "/admin/impresoras/destinos",
  printersLive: () => "/admin/impresoras/en-vivo",
  printerDefault: (id: string) => `/admin/impresoras/${id}/predeterminada`,
  printerPause: (id: string) => `/admin/impresoras/${id}/pausa`,
  printerTest: (id: string) => `/admin/impresoras/${id}/prueba`,
  printerDrawer: (id: string) => `/admin/impresoras/${id}/cajon`,
  printerCalibration: (id: string) => `/admin/impresoras/${id}/calibracion`,
  printerName: (id: string) => `/admin/impresoras/${id}/nombre`,
  agents: () => "/admin/agentes",
  agentsLive: () => "/admin/agentes/en-vivo",
  agentPairing: () => "/admin/agentes/vinculacion",
  agentRevocation: (id: string) => `/admin/agentes/${id}/revocacion`,
  agent: (id: string) => `/admin/agentes/${id}`,
  printJobs: (query = "") => `/admin/trabajos${query}`,
  printJob: (id: string) => `/admin/trabajos/${id}`,
  printJobPicture: (id: string) => `/admin/trabajos/${id}/etiqueta.svg`,
  printJobPdf: (id: string) => `/admin/trabajos/${id}/etiqueta.pdf`,
  printJobReprint: (id: string) => `/admin/trabajos/${id}/reimpresion`,
  printJobCancel: (id: string) => `/admin/trabajos/${id}/cancelacion`,
  printJobResult: (id: string) => `/admin/trabajos/${id}/resultado`,
  printJobMove: (id: string) => `/admin/trabajos/${id}/traslado`,
  printJobRetry: (id: string) => `/admin/trabajos/${id}/reintento`,
  printJobBatch: () => "/admin/trabajos/lote",
  printJobDismissal: (id: string) => `/admin/trabajos/${id}/descarte`,
  apiTokens: () => "/admin/claves",
  apiTokenRevocation: (id: string) => `/admin/claves/${id}/revocacion`,
  webhooks: () => "/admin/webhooks",
  newWebhook: () => "/admin/webhooks/nuevo",
  webhook: (id: string) => `/admin/webhooks/${id}`,
  webhookEdit: (id: string) => `/admin/webhooks/${id}/editar`,
  webhookSecret: (id: string) => `/admin/webhooks/${id}/secreto`,
  webhookTest: (id: string) => `/admin/webhooks/${id}/prueba`,
  webhookRestart: (id: string) => `/admin/webhooks/${id}/reactivacion`,
  webhookRemoval: (id: string) => `/admin/webhooks/${id}/baja`,
  webhookDeliveries: (id: string, query = "") => `/admin/webhooks/${id}/entregas${query}`,
  webhookDelivery: (id: string, delivery: string) => `/admin/webhooks/${id}/entregas/${delivery}`,
  webhookResend: (id: string, delivery: string) => `/admin/webhooks/${id}/entregas/${delivery}/reenvio`,
  webhookResendRange: (id: string) => `/admin/webhooks/${id}/reenvio`,
  messages: (query = "") => `/admin/mensajes${query}`,
  message: (id: string) => `/admin/mensajes/${id}`,
  messageContent: (id: string) => `/admin/mensajes/${id}/contenido`,
  messageAttachment: (id: string, position: number) => `/admin/mensajes/${id}/adjuntos/${position}`,
  messageSending: (id: string) => `/admin/mensajes/${id}/envio`,
  dump: () => "/admin/copia",
  imports: () => "/admin/importar",
  import: (id: string) => `/admin/importar/${id}`,
  importColumns: (id: string) => `/admin/importar/${id}/columnas`,
  importStart: (id: string) => `/admin/importar/${id}/inicio`,
  importLive: (id: string) => `/admin/importar/${id}/en-vivo`,
  importErrors: (id: string) => `/admin/importar/${id}/errores.csv`,
  audit: (query = "") => `/admin/auditoria${query}`,

  apiOrders: (query = "") => `/api/ordenes/${query}`,
  apiOrder: (number: string) => `/api/ordenes/${number}`,
  apiClients: (query = "") => `/api/clientes/${query}`,
  apiTechnicians: () => "/api/tecnicos/",

  apiEvents: (query = "") => `/api/eventos/${query}`,
  apiWebhooks: () => "/api/webhooks/",
  apiWebhook: (id: string) => `/api/webhooks/${id}`,

  apiPrinters: () => "/api/impresoras/",
  apiPrintJobs: (query = "") => `/api/trabajos-impresion/${query}`,
  apiPrintJob: (id: string) => `/api/trabajos-impresion/${id}`,

  daemonHello: () => "/api/daemon/hello",
  daemonPoll: () => "/api/daemon/poll",
  daemonPair: () => "/api/daemon/pair",
} as const;

export type PaperFormat = "a4" | "80mm";

/** As the file of a list is called. */
export type CsvList =
  | "ordenes"
  | "clientes"
  | "equipos"
  | "repuestos"
  | "compras"
  | "pagos"
  | "cajas"
  | "deudores"
  | "agenda"
  | "prestamos"
  | "por-avisar"
  | "auditoria";

function filledIn(params: Partial<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).flatMap(([name, value]) => value ? [[name, value]] : []));
}

function query(params: Record<string, string>): string {
  const text = new URLSearchParams(params).toString();
  return text === "" ? "" : `?${text}`;
}
