import "server-only";
import type { Role } from "@/lib/auth/roles";
import { db } from "@/lib/db";

export interface Member {
  readonly user_id: string;
  readonly email: string;
  readonly role: Role;
}

export const listMembers = (datasetId: string): Promise<Member[]> =>
  db.$queryRaw`SELECT u.id AS user_id, u.email, m.role::text AS role FROM membership m JOIN app_user u ON u.id = m.user_id
    WHERE m.dataset_id = ${datasetId}::uuid ORDER BY m.role DESC, u.email`;
