import { z } from "zod";
import { declare, EMPTY } from "@/lib/api-operation";
import {
  groupDetailsDto,
  groupDto,
  groupInput,
  memberInput,
  removeMemberInput,
  removeMemberQuery,
} from "@/lib/groups/schema";

export const listGroups = declare({
  method: "GET",
  path: "/groups",
  tag: "Groups",
  summary: "List all groups",
  answers: z.array(groupDto),
  pages: "whole",
  refuses: [403],
});

export const createGroup = declare({
  method: "POST",
  path: "/groups",
  tag: "Groups",
  summary: "Make a group",
  description: "Whoever makes it is in it, and manages it. No two names differ in case alone.",
  body: groupInput,
  answers: groupDto,
  refuses: [403, 409],
});

export const getGroup = declare({
  method: "GET",
  path: "/groups/[groupId]",
  tag: "Groups",
  summary: "Get a group",
  description: "With its people, for those who are in it.",
  answers: groupDetailsDto,
  refuses: [403],
});

export const renameGroup = declare({
  method: "PATCH",
  path: "/groups/[groupId]",
  tag: "Groups",
  summary: "Rename a group",
  description: "By a manager of the group.",
  body: groupInput,
  answers: groupDto,
  refuses: [403, 409],
});

export const deleteGroup = declare({
  method: "DELETE",
  path: "/groups/[groupId]",
  tag: "Groups",
  summary: "Delete a group",
  description: "By a manager. Its people lose what they had by it; 409 where a dataset would be left without an owner.",
  answers: EMPTY,
  refuses: [403, 409],
});

export const setMember = declare({
  method: "PUT",
  path: "/groups/[groupId]/members",
  tag: "Groups",
  summary: "Add somebody to a group, or make them a manager",
  description: "By a manager. Who it is needs an account: 404 where nobody has one with this address.",
  body: memberInput,
  answers: EMPTY,
  refuses: [403, 409],
});

export const removeMember = declare({
  method: "DELETE",
  path: "/groups/[groupId]/members",
  tag: "Groups",
  summary: "Take somebody out of a group, or leave it",
  description:
    "By a manager, or of oneself. Who it is stands in the body, or in the query. 409 for the last manager, and where a dataset would be left without an owner.",
  query: removeMemberQuery,
  sends: { "application/json": removeMemberInput },
  bodyOptional: true,
  answers: EMPTY,
  refuses: [403, 409],
});
