import { type Context, Hono } from "hono";
import { UsersPage } from "../../views/users/list.tsx";
import { NewUserPage, PasswordShownPage } from "../../views/users/new.tsx";
import { UserPage } from "../../views/users/page.tsx";
import { PermissionsPage } from "../../views/users/permissions.tsx";
import { permissionText } from "../../views/users/permission_text.ts";
import { text } from "../../views/users/text.ts";
import { resetSecondFactor } from "../auth/second_factor_commands.ts";
import { personMay } from "../auth/permissions.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { createUser, editUser, endSessions, resetPassword, unlockUser } from "./commands.ts";
import { NewUserInput, OverridesInput, UserEdit } from "./input.ts";
import { endInvitation, inviteAgain, inviteUser } from "./invitation_commands.ts";
import { saveOverrides } from "./permission_commands.ts";
import { getUser, listUsers } from "./queries.ts";

export const userRoutes = new Hono<Env>()
  .get("/", async (c) => c.html(<UsersPage viewer={c.var.viewer} users={await listUsers(c.var.ctx)} />))
  .get("/nuevo", (c) => {
    const { ctx, viewer } = c.var;
    const form_key = ctx.random.id(ctx.now);
    const typed = { form_key, role: "technician", branch_id: viewer.branch?.id ?? "", invite: "1" };
    const { shop: { branches }, sendsMail } = ctx;
    return c.html(<NewUserPage {...{ viewer, typed, branches, sendsMail }} errors={{}} />);
  })
  .post("/nuevo", async (c) => {
    const { ctx, viewer } = c.var;
    const form = check(NewUserInput, nest(await c.req.formData()));
    const again = { viewer, typed: form.typed, branches: ctx.shop.branches, sendsMail: ctx.sendsMail };
    if (!form.ok) return c.html(<NewUserPage {...again} errors={form.errors} />, 422);
    try {
      if (form.data.invite && ctx.sendsMail) {
        const { id } = await inviteUser(ctx, form.data);
        return await answer(c, { to: paths.user(id), toast: text[viewer.locale].invited(form.data.email) });
      }
      const { id, email, initial_password } = await createUser(ctx, form.data);
      const user = { id, email, name: form.data.name };
      return c.html(
        <PasswordShownPage
          viewer={viewer}
          user={user}
          password={initial_password ?? ""}
          because="created"
        />,
      );
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
      return c.html(<NewUserPage {...again} errors={refusal.detail.fields} />, 422);
    }
  })
  .get("/:id", async (c) => c.html(<UserPage {...await pageOf(c, c.req.param("id"))} />))
  .post("/:id", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(UserEdit, nest(await c.req.formData()));
    if (!form.ok) {
      return c.html(<UserPage {...await pageOf(c, id)} typed={form.typed} errors={form.errors} />, 422);
    }
    try {
      await editUser(ctx, id, form.data);
      const stays = id !== viewer.user?.id ||
        personMay({ ...ctx.actor, role: form.data.role }, "users.manage");
      return answer(c, { to: stays ? paths.user(id) : paths.counter(), toast: text[viewer.locale].saved });
    } catch (refusal) {
      return await editedAgain(c, { id, typed: form.typed, refusal });
    }
  })
  .get("/:id/permisos", async (c) => {
    const { ctx, viewer } = c.var;
    return c.html(<PermissionsPage viewer={viewer} user={await getUser(ctx, c.req.param("id"))} />);
  })
  .post("/:id/permisos", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(OverridesInput, nest(await c.req.formData()));
    const again = async (more: { errors?: FieldErrors; conflict?: boolean }) => (
      <PermissionsPage viewer={viewer} user={await getUser(ctx, id)} typed={form.typed} {...more} />
    );
    if (!form.ok) return c.html(await again({ errors: form.errors }), 422);
    try {
      await saveOverrides(ctx, id, form.data);
    } catch (refusal) {
      if (!(refusal instanceof AppError)) throw refusal;
      const { fields, reason } = refusal.detail;
      if (fields) return c.html(await again({ errors: fields }), 422);
      if (reason === "user_changed") return c.html(await again({ conflict: true }), 409);
      throw refusal;
    }
    const stays = id !== viewer.user?.id || form.data.overrides["users.manage"] !== "deny";
    return answer(c, {
      to: stays ? paths.user(id) : paths.counter(),
      toast: permissionText[viewer.locale].saved,
    });
  })
  .post("/:id/contrasena", async (c) => {
    const { ctx, viewer } = c.var;
    const user = await getUser(ctx, c.req.param("id"));
    const { initial_password } = await resetPassword(ctx, { email: user.email });
    const password = initial_password ?? "";
    return c.html(<PasswordShownPage viewer={viewer} user={user} password={password} because="reset" />);
  })
  .post("/:id/desbloqueo", async (c) => {
    const id = c.req.param("id");
    await unlockUser(c.var.ctx, id);
    return answer(c, { to: paths.user(id), toast: text[c.var.viewer.locale].unlocked });
  })
  .post("/:id/dos-pasos/baja", async (c) => {
    const id = c.req.param("id");
    await resetSecondFactor(c.var.ctx, id);
    return answer(c, { to: paths.user(id), toast: text[c.var.viewer.locale].factorReset });
  })
  .post("/:id/invitacion", async (c) => {
    const id = c.req.param("id");
    await inviteAgain(c.var.ctx, id);
    const { email } = await getUser(c.var.ctx, id);
    return answer(c, { to: paths.user(id), toast: text[c.var.viewer.locale].invited(email) });
  })
  .post("/:id/invitacion/baja", async (c) => {
    const id = c.req.param("id");
    await endInvitation(c.var.ctx, id);
    return answer(c, { to: paths.user(id), toast: text[c.var.viewer.locale].invitationEnded });
  })
  .post("/:id/sesiones", async (c) => {
    const userId = c.req.param("id");
    await endSessions(c.var.ctx, { userId });
    return answer(c, { to: paths.user(userId), toast: text[c.var.viewer.locale].endedAll });
  })
  .post("/:id/sesiones/:session", async (c) => {
    const userId = c.req.param("id");
    await endSessions(c.var.ctx, { userId, sessionId: c.req.param("session") });
    return answer(c, { to: paths.user(userId), toast: text[c.var.viewer.locale].ended });
  });

async function pageOf(c: Context<Env>, id: string) {
  const { ctx, viewer, signedIn } = c.var;
  const user = await getUser(ctx, id);
  const { shop: { branches }, sendsMail } = ctx;
  return { viewer, user, branches, sendsMail, ownSession: signedIn?.sessionId ?? "" };
}

/** The page with what was typed: beside what somebody else saved, or with what is wrong. */
async function editedAgain(
  c: Context<Env>,
  { id, typed, refusal }: { id: string; typed: Typed; refusal: unknown },
): Promise<Response> {
  if (!(refusal instanceof AppError)) throw refusal;
  const { fields, reason } = refusal.detail;
  if (fields) return await c.html(<UserPage {...await pageOf(c, id)} typed={typed} errors={fields} />, 422);
  if (reason !== "user_changed") throw refusal;
  return await c.html(<UserPage {...await pageOf(c, id)} typed={typed} conflict />, 409);
}
