/** What readers of annotation files gather: objects that are whole, problems by their place, and losses counted by what is lost. */
import type { FoundObject, FoundObjectInput } from "@/lib/objects/model";
import {
  isWrong,
  readObject,
  type Annotation,
  type AnnotationProblem,
  type FoundClass,
  type Loss,
  type Parsed,
} from "./model";

export class Findings {
  readonly problems: AnnotationProblem[] = [];
  private readonly losses = new Map<string, Loss>();

  problem(where: string, reason: string): void {
    this.problems.push({ where, reason });
  }

  lose(what: string, unit: Loss["unit"], why: string, count = 1): void {
    const before = this.losses.get(what)?.count ?? 0;
    if (count > 0) this.losses.set(what, { what, unit, count: before + count, why });
  }

  /** The object, or null with what is wrong with it told. */
  object(where: string, input: FoundObjectInput | Record<string, unknown>): FoundObject | null {
    const object = readObject(input);
    if (!isWrong(object)) return object;
    this.problem(where, object.wrong);
    return null;
  }

  parsed(annotations: Annotation[], classes?: readonly FoundClass[]): Parsed {
    const losses = [...this.losses.values()];
    return {
      annotations,
      problems: this.problems,
      ...(losses.length > 0 ? { losses } : {}),
      ...(classes && classes.length > 0 ? { classes } : {}),
    };
  }
}
