import { z } from "zod";
import { cursorId, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Flag, Id, PAGE } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { paths } from "../paths.ts";
import { editUser } from "./commands.ts";
import { inviteUser } from "./invitation_commands.ts";
import {
  OverridesIn,
  User,
  userAsIn,
  UserEditIn,
  UserIn,
  UserSummary,
  userSummary,
  userTold,
} from "./json.ts";
import { userPage } from "./list_queries.ts";
import { saveOverrides } from "./permission_commands.ts";
import { getUser } from "./queries.ts";
import { ROLES } from "./role.ts";

const tag = "users";
const params = z.object({ id: Id });
const ADMINS = "Where administrators are concerned, before or after, with the scope `users:admins` as well.";

/** Who works in the shop, by the commands of the screens. What lets somebody in stays with them: no operation tells or sets it. */
export const userOperations: readonly Operation[] = [
  operation({
    id: "listUsers",
    method: "get",
    path: paths.apiUsers(),
    tag,
    scope: "users:read",
    summary: "List who works in the shop",
    query: z.object({
      ...PAGE,
      role: z.enum(ROLES, { error: "invalid" }).optional(),
      branch_id: Id.optional(),
      active: Flag.optional().meta({ description: "Those who may sign in, or those who may not" }),
    }),
    answer: { text: "One page of users, newest first", schema: z.array(UserSummary) },
    async handle(ctx, { query: { role, branch_id, active, cursor, limit } }) {
      const filter = { role, branchId: branch_id, active, after: cursorId("newest", cursor) };
      const { rows, next } = await userPage(ctx, filter, limit);
      return { body: rows.map(userSummary), next: next === null ? null : cursorText("newest", [next]) };
    },
  }),
  operation({
    id: "inviteUser",
    method: "post",
    path: paths.apiUsers(),
    tag,
    scope: "users:write",
    summary: "Invite somebody",
    description: `They get a mail with a link by which they choose their own password. ${ADMINS}`,
    body: UserIn,
    example: {
      name: "Lucía Paredes",
      email: "lucia@example.com",
      role: "technician",
      branch_id: "01935f5a-7c00-7000-8000-000000000001",
    },
    statuses: [201],
    answer: { text: "The user, who cannot sign in yet", schema: User },
    async handle(ctx, { body, key }) {
      const { id } = await inviteUser(ctx, { ...body, form_key: key });
      return { ...await told(ctx, id), location: paths.apiUser(id) };
    },
  }),
  operation({
    id: "getUser",
    method: "get",
    path: paths.apiUser("{id}"),
    tag,
    scope: "users:read",
    summary: "Read a user",
    params,
    answer: { text: "The user", schema: User },
    handle: (ctx, { params: { id } }) => told(ctx, id),
  }),
  operation({
    id: "updateUser",
    method: "patch",
    path: paths.apiUser("{id}"),
    tag,
    scope: "users:write",
    summary: "Change a user: role, branch, whether they may sign in",
    description:
      `The last administrator stays one. Who may not sign in any more is signed out everywhere. ${ADMINS}`,
    params,
    body: UserEditIn,
    example: { role: "receptionist" },
    answer: { text: "The user as they are now", schema: User },
    merge: {
      stale: "user_changed",
      async onto(ctx, { id }) {
        const user = await getUser(ctx, id);
        return { value: userAsIn(user), version: user.version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      await editUser(ctx, id, { ...body, version });
      return await told(ctx, id);
    },
  }),
  operation({
    id: "updateUserPermissions",
    method: "patch",
    path: paths.apiUserPermissions("{id}"),
    tag,
    scope: "users:write",
    summary: "Give or withdraw single permissions of a user",
    description:
      `\`null\` leaves it to their role again. Nobody gives what they have not: whoever answers for the token has to have it. It holds from the user's next request on, also of the tokens that they made. One active administrator always has everything. ${ADMINS}`,
    params,
    body: OverridesIn,
    example: { overrides: { "costs.read": "allow" } },
    answer: { text: "The user as they are now", schema: User },
    merge: {
      stale: "user_changed",
      async onto(ctx, { id }) {
        const { powers, version } = await getUser(ctx, id);
        return { value: { overrides: { ...powers.overrides } }, version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      await saveOverrides(ctx, id, { version, overrides: body.overrides });
      return await told(ctx, id);
    },
  }),
];

async function told(ctx: Ctx, id: string) {
  const user = await getUser(ctx, id);
  return { body: userTold(user), version: user.version };
}
