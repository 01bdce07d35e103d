import { errorResponse } from "@/lib/http";
import { NotFoundError } from "@/lib/errors";

/** Whatever is asked of an address that has no route: an answer like every other refusal, not a page. */
const nothing = (request: Request) => errorResponse(new NotFoundError(new URL(request.url).pathname), request);

export { nothing as GET, nothing as POST, nothing as PUT, nothing as PATCH, nothing as DELETE };
