/** What classes of files are called from now on. Pure. */
import type { ClassMapping } from "@/lib/operations/annotation-import";
import type { Annotation, FoundClass } from "./model";

/** The name that a class gets; null where it is left out. */
export const renamed = (mapping: ClassMapping, name: string): string | null =>
  Object.hasOwn(mapping, name) ? mapping[name]! : name;

/** How much was left out, beside what an annotation says by the new names. */
export interface Renamed {
  readonly annotation: Annotation;
  readonly labels: number;
  readonly objects: number;
}

/** What an annotation says by the new names of its classes. */
export function renamedAnnotation(mapping: ClassMapping, annotation: Annotation): Renamed {
  const { labels = [], propagated = [], objects = [] } = annotation;
  const kept = <T>(all: readonly T[], of: (one: T) => string, as: (one: T, name: string) => T): T[] =>
    all.flatMap((one) => {
      const name = renamed(mapping, of(one));
      return name === null ? [] : [name === of(one) ? one : as(one, name)];
    });
  const itself = (label: string) => label;
  const next = {
    labels: kept(labels, itself, (_old, name) => name),
    propagated: kept(propagated, itself, (_old, name) => name),
    objects: kept(
      objects,
      ({ label }) => label,
      (object, label) => ({ ...object, label }),
    ),
  };
  return {
    annotation: { ...annotation, ...next },
    labels: labels.length + propagated.length - next.labels.length - next.propagated.length,
    objects: objects.length - next.objects.length,
  };
}

/** Classes as they are listed by their new names; the first of several that become one is the one that stays. */
export const renamedClasses = (mapping: ClassMapping, classes: readonly FoundClass[]): FoundClass[] =>
  classes.flatMap((one) => {
    const name = renamed(mapping, one.name);
    return name === null ? [] : [{ ...one, name }];
  });
