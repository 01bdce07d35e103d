import { z } from "zod";
import { fieldNameProblem } from "./rules";

export const fieldName = z.string().superRefine((name, context) => {
  const problem = fieldNameProblem(name);
  if (problem) context.addIssue({ code: "custom", message: problem });
});
