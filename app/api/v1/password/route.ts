import * as api from "@/lib/api/account";
import { changePassword } from "@/lib/auth/service";
import { route } from "@/lib/http";

export const POST = route(api.changePassword, async ({ user, body }) => {
  await changePassword(user, body);
});
