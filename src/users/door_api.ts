import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id } from "../api/shapes.ts";
import { paths } from "../paths.ts";
import { endSessions, unlockUser } from "./commands.ts";
import { endInvitation, inviteAgain } from "./invitation_commands.ts";
import { Session, SessionId, sessionTold, User, userTold } from "./json.ts";
import { getUser } from "./queries.ts";

const tag = "users";
const params = z.object({ id: Id });
const gone = { text: "It is gone", schema: z.undefined() };

/** How the people of the shop come in: invitations, sessions, what locks somebody out. */
export const userDoorOperations: readonly Operation[] = [
  operation({
    id: "unlockUser",
    method: "post",
    path: paths.apiUserUnlocking("{id}"),
    tag,
    scope: "users:write",
    summary: "Let somebody try again who typed a wrong password too often",
    description: "404 where nobody is locked out.",
    params,
    answer: { text: "The user", schema: User },
    async handle(ctx, { params: { id } }) {
      await unlockUser(ctx, id);
      return { body: userTold(await getUser(ctx, id)) };
    },
  }),
  operation({
    id: "inviteUserAgain",
    method: "post",
    path: paths.apiUserInvitation("{id}"),
    tag,
    scope: "users:write",
    summary: "Mail another invitation in place of the one before",
    params,
    answer: { text: "The user", schema: User },
    async handle(ctx, { params: { id } }) {
      await inviteAgain(ctx, id);
      return { body: userTold(await getUser(ctx, id)) };
    },
  }),
  operation({
    id: "endUserInvitation",
    method: "delete",
    path: paths.apiUserInvitation("{id}"),
    tag,
    scope: "users:write",
    summary: "Let the link of an invitation open nothing any more",
    params,
    statuses: [204],
    answer: gone,
    async handle(ctx, { params: { id } }) {
      await endInvitation(ctx, id);
      return { body: undefined };
    },
  }),
  operation({
    id: "listUserSessions",
    method: "get",
    path: paths.apiUserSessions("{id}"),
    tag,
    scope: "users:read",
    summary: "List where somebody is signed in",
    params,
    answer: { text: "All of them, those seen last first", schema: z.array(Session) },
    async handle(ctx, { params: { id } }) {
      return { body: (await getUser(ctx, id)).sessions.map(sessionTold) };
    },
  }),
  operation({
    id: "endUserSessions",
    method: "delete",
    path: paths.apiUserSessions("{id}"),
    tag,
    scope: "users:write",
    summary: "Sign somebody out everywhere",
    params,
    statuses: [204],
    answer: gone,
    async handle(ctx, { params: { id: userId } }) {
      await endSessions(ctx, { userId });
      return { body: undefined };
    },
  }),
  operation({
    id: "endUserSession",
    method: "delete",
    path: paths.apiUserSession("{id}", "{session}"),
    tag,
    scope: "users:write",
    summary: "End one session of somebody",
    params: params.extend({ session: SessionId }),
    statuses: [204],
    answer: gone,
    async handle(ctx, { params: { id: userId, session: sessionId } }) {
      await endSessions(ctx, { userId, sessionId });
      return { body: undefined };
    },
  }),
];
