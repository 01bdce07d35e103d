import NextAuth from "next-auth";
import { authOptions } from "@/lib/auth/next-auth";

type Context = { params: Promise<{ nextauth: string[] }> };

const handler = (request: Request, context: Context): Promise<Response> =>
  NextAuth(authOptions(request.headers.get("user-agent")))(request, context) as Promise<Response>;

export { handler as GET, handler as POST };
