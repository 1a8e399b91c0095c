import { z } from "zod";
import { cursorId, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, instant, minorOf, MOST_MINOR, PAGE } from "../api/shapes.ts";
import { notFound } from "../lib/app_error.ts";
import type { Photo as Picture } from "../files/images.ts";
import { keepPhoto, photoForStaff, readPhoto, UPLOAD_TYPES } from "../files/uploads.ts";
import { line } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { orderReply, params } from "./api.ts";
import { addNote, addPhotos, assign, writeDiagnosis } from "./commands.ts";
import { orderHistory, orderNotes } from "./history_queries.ts";
import {
  AssignmentIn,
  Charge,
  ChargeIn,
  chargeTold,
  DeliveryIn,
  DiagnosisIn,
  Event,
  MoveIn,
  moveOf,
  Note,
  NoteIn,
  Order,
  orderEvent,
  Photo,
  PostponementIn,
} from "./json.ts";
import { recordCharge } from "./money.ts";
import { moveStatus } from "./moves.ts";
import { deliverTo } from "./program_commands.ts";
import { postpone } from "./postponing.ts";
import { orderDetail, readOrder } from "./queries.ts";
import { undoMove } from "./undo_commands.ts";

const tag = "orders";
const answer = { text: "The order as it is now", schema: Order };

/** What is done with an order, each as the screens do it. */
export const orderActOperations: readonly Operation[] = [
  operation({
    id: "moveOrder",
    method: "post",
    path: paths.apiOrderStatus("{number}"),
    tag,
    scope: "orders:write",
    summary: "Move an order to another status",
    description:
      "By the rules of the screens: `moves` of the order tells which there are, what each asks for and what hinders it.",
    params,
    body: MoveIn,
    example: { to: "repairing", from: "approved" },
    answer,
    async handle(ctx, { params: { number }, body, key }) {
      await moveStatus(ctx, number, moveOf(body), { batch: key });
      return await orderReply(ctx, number);
    },
  }),
  operation({
    id: "undoMove",
    method: "post",
    path: paths.apiOrderUndo("{number}"),
    tag,
    scope: "orders:write",
    summary: "Take the last move back",
    description: "Within half a minute, by the token that made it, while what it tells has not left.",
    params,
    answer,
    async handle(ctx, { params: { number } }) {
      await undoMove(ctx, number);
      return await orderReply(ctx, number);
    },
  }),
  operation({
    id: "postponeOrder",
    method: "post",
    path: paths.apiOrderPostponement("{number}"),
    tag,
    scope: "orders:write",
    summary: "Look at a pause later, or give another workshop more time",
    params,
    body: PostponementIn,
    example: { until: "2026-12-11T21:00:00Z", reason: "El repuesto llega el viernes" },
    answer,
    async handle(ctx, { params: { number }, body }) {
      await postpone(ctx, number, body);
      return await orderReply(ctx, number);
    },
  }),
  operation({
    id: "assignOrder",
    method: "post",
    path: paths.apiOrderAssignment("{number}"),
    tag,
    scope: "orders:write",
    summary: "Hand an order to a technician, or to nobody",
    params,
    body: AssignmentIn,
    example: { technician_id: null },
    answer,
    async handle(ctx, { params: { number }, body }) {
      await assign(ctx, number, body.technician_id);
      return await orderReply(ctx, number);
    },
  }),
  operation({
    id: "diagnoseOrder",
    method: "post",
    path: paths.apiOrderDiagnosis("{number}"),
    tag,
    scope: "orders:write",
    summary: "Write a diagnosis; the last one counts",
    params,
    body: DiagnosisIn,
    example: { text: "Pin de carga roto", finding: "needs_parts" },
    answer,
    async handle(ctx, { params: { number }, body, key }) {
      await writeDiagnosis(ctx, number, { ...body, form_key: key });
      return await orderReply(ctx, number);
    },
  }),
  operation({
    id: "listNotes",
    method: "get",
    path: paths.apiOrderNotes("{number}"),
    tag,
    scope: "orders:read",
    summary: "List the notes of an order",
    params,
    answer: { text: "Its notes, newest first", schema: z.array(Note) },
    async handle(ctx, { params: { number } }) {
      const notes = await orderNotes(ctx, number);
      return { body: notes.map((note) => ({ ...note, at: instant(note.at) })) };
    },
  }),
  operation({
    id: "addNote",
    method: "post",
    path: paths.apiOrderNotes("{number}"),
    tag,
    scope: "orders:write",
    summary: "Add a note; a public one is shown to the client",
    params,
    body: NoteIn,
    example: { text: "Llega el martes", visibility: "public" },
    statuses: [201],
    answer: { text: "The note", schema: Note },
    async handle(ctx, { params: { number }, body, key }) {
      await addNote(ctx, number, { ...body, form_key: key });
      const note = (await orderNotes(ctx, number)).find(({ id }) => id === key);
      if (!note) throw notFound();
      return { body: { ...note, at: instant(note.at) } };
    },
  }),
  operation({
    id: "listOrderEvents",
    method: "get",
    path: paths.apiOrderEvents("{number}"),
    tag,
    scope: "orders:read",
    summary: "List the history of an order",
    params,
    query: z.object(PAGE),
    answer: { text: "One page of its events, newest first", schema: z.array(Event) },
    async handle(ctx, { params: { number }, query: { cursor, limit } }) {
      const before = cursorId("events", cursor);
      const { events, next } = await orderHistory(ctx, number, { before, limit });
      return { body: events.map(orderEvent), next: next && cursorText("events", [next]) };
    },
  }),
  operation({
    id: "listCharges",
    method: "get",
    path: paths.apiOrderCharges("{number}"),
    tag,
    scope: "payments:read",
    summary: "List what is billed for an order",
    params,
    answer: { text: "Its charges, oldest first", schema: z.array(Charge) },
    async handle(ctx, { params: { number } }) {
      const { charges, order } = await orderDetail(ctx, number);
      return { body: charges.map((charge) => chargeTold(charge, order.currency)) };
    },
  }),
  operation({
    id: "addCharge",
    method: "post",
    path: paths.apiOrderCharges("{number}"),
    tag,
    scope: "payments:write",
    summary: "Bill something, or take something off",
    params,
    body: ChargeIn,
    example: { description: "Cambio de pin de carga", amount: { amount_minor: 1_250_000, currency: "ARS" } },
    statuses: [201],
    answer: { text: "The charge", schema: Charge },
    async handle(ctx, { params: { number }, body, key }) {
      const { currency } = await readOrder(ctx, number);
      const { description, reason } = body;
      const amount = minorOf(body.amount, { of: currency, field: "amount", least: -MOST_MINOR });
      await recordCharge(ctx, number, { description, reason, amount, form_key: key });
      const { charges } = await orderDetail(ctx, number);
      const charge = charges.find(({ id }) => id === key);
      if (!charge) throw notFound();
      return { body: chargeTold(charge, currency) };
    },
  }),
  operation({
    id: "listPhotos",
    method: "get",
    path: paths.apiOrderPhotos("{number}"),
    tag,
    scope: "orders:read",
    summary: "List the photos of an order",
    params,
    answer: { text: "Its photos", schema: z.array(Photo) },
    async handle(ctx, { params: { number } }) {
      return { body: (await orderDetail(ctx, number)).photos };
    },
  }),
  operation({
    id: "addPhoto",
    method: "post",
    path: paths.apiOrderPhotos("{number}"),
    tag,
    scope: "orders:write",
    summary: "Add a photo; a public one is shown to the client",
    description:
      "Its bytes as they are, at most 12 MB. It is turned upright and encoded anew, without place or camera.",
    params,
    query: z.object({
      visibility: Photo.shape.visibility.default("internal"),
      name: line(100).default("foto.jpg"),
    }),
    body: z.custom<Picture>(),
    upload: { types: UPLOAD_TYPES, read: readPhoto },
    statuses: [201],
    answer: { text: "The photo", schema: Photo },
    async handle(ctx, { params: { number }, query: { visibility, name }, body }) {
      const { id } = await keepPhoto(ctx, { name, photo: body });
      await addPhotos(ctx, number, { photos: [id], visibility });
      const photo = (await orderDetail(ctx, number)).photos.find((one) => one.id === id);
      if (!photo) throw notFound();
      return { body: photo, location: paths.apiOrderPhoto(number, id) };
    },
  }),
  operation({
    id: "getPhoto",
    method: "get",
    path: paths.apiOrderPhoto("{number}", "{photo}"),
    tag,
    scope: "orders:read",
    summary: "Read a photo",
    params: params.extend({ photo: Id }),
    answer: { text: "The picture", file: ["image/jpeg", "image/png"] },
    async handle(ctx, { params: { number, photo } }) {
      const { photos } = await orderDetail(ctx, number);
      if (!photos.some(({ id }) => id === photo)) throw notFound();
      const { bytes, type, hash } = await photoForStaff(ctx, photo, "full");
      return { bytes, type, name: `${hash.slice(0, 8)}.${type === "image/png" ? "png" : "jpg"}` };
    },
  }),
  operation({
    id: "deliverOrder",
    method: "post",
    path: paths.apiOrderDelivery("{number}"),
    tag,
    scope: "orders:write",
    summary: "Hand the device over",
    description: "The balance comes to nothing with it, or the token may authorise a debt.",
    params,
    body: DeliveryIn,
    example: { taken_by: "Marta Núñez", unsigned_reason: "Retiró por mensajería" },
    answer,
    async handle(ctx, { params: { number }, body, key }) {
      await deliverTo(ctx, number, { wish: body, key });
      return await orderReply(ctx, number);
    },
  }),
];
