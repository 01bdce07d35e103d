import { z } from "zod";
import { declare, EMPTY } from "@/lib/api-operation";
import {
  invitedDto,
  newPublicLinkDto,
  publicLinkDto,
  revokeInput,
  revokeQuery,
  shareDto,
  shareInput,
  transferInput,
} from "@/lib/sharing/schema";

const SOMEBODY = { grant_to_user_email: "ana@example.org", role: "EDITOR" } as const;

export const invite = declare({
  method: "PUT",
  path: "/manage/[datasetId]/invite",
  tag: "Sharing",
  summary: "Give a person or a group a role, or change it",
  description:
    "A group is named by its id or its name. Who has no account with this address is invited: `accept_url` leads to where they make one, for 14 days, and the role waits until then. It is told once; inviting again makes another, and the earlier one is good no more.",
  body: shareInput,
  example: SOMEBODY,
  answers: invitedDto,
  refuses: [409],
});

export const listShares = declare({
  method: "GET",
  path: "/manage/[datasetId]/share",
  tag: "Sharing",
  summary: "List who has a role, or is invited to one",
  description:
    "People first, then groups with `group` instead of `email`. A person's `role` is the highest of what they were given (`granted`) and what groups bring (`through`).",
  answers: z.array(shareDto),
  pages: "whole",
});

export const changeRole = declare({
  method: "PATCH",
  path: "/manage/[datasetId]/share",
  tag: "Sharing",
  summary: "Change a role",
  description: "404 for who has none; 409 for a person who has theirs by a group.",
  body: shareInput,
  example: SOMEBODY,
  answers: EMPTY,
  refuses: [409],
});

export const revokeRole = declare({
  method: "DELETE",
  path: "/manage/[datasetId]/share",
  tag: "Sharing",
  summary: "Take a role away",
  description: "Whose it is stands in the body, or in the query, as some clients send no body with DELETE.",
  query: revokeQuery,
  sends: { "application/json": revokeInput },
  bodyOptional: true,
  example: { grant_to_user_email: SOMEBODY.grant_to_user_email },
  answers: EMPTY,
  refuses: [409],
});

export const transferOwnership = declare({
  method: "POST",
  path: "/manage/[datasetId]/transfer",
  tag: "Sharing",
  summary: "Make somebody else the owner",
  description: "In the place of whoever asks, who stays as an Editor.",
  body: transferInput,
  answers: EMPTY,
  refuses: [409],
});

export const getPublicLink = declare({
  method: "GET",
  path: "/manage/[datasetId]/public_link",
  tag: "Sharing",
  summary: "Ask whether anyone with a link may look",
  description: "And since when. The link itself is told once, when it is made.",
  answers: publicLinkDto,
  refuses: [403],
});

export const makePublicLink = declare({
  method: "PUT",
  path: "/manage/[datasetId]/public_link",
  tag: "Sharing",
  summary: "Make a link that anyone can look with",
  description:
    "Whoever opens it sees what a Viewer sees, without an account, and changes nothing. A second one takes the place of the first, which ends.",
  answers: newPublicLinkDto,
});

export const endPublicLink = declare({
  method: "DELETE",
  path: "/manage/[datasetId]/public_link",
  tag: "Sharing",
  summary: "End the link that anyone can look with",
  description: "Whoever looks with it is refused from their next request on; their event stream ends.",
  answers: EMPTY,
});
