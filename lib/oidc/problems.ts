/** Why somebody could not sign in through the provider, in words with a way out. Pure. */
import { ForbiddenError } from "@/lib/errors";

/** Each with what is said of it, of a provider of this name. */
const PROBLEMS = {
  unreachable: (name: string) => `${name} does not answer at the moment. Try again in a few minutes.`,
  denied: (name: string) => `You were not signed in: ${name} did not let you through, or you turned back there.`,
  expired: () => "This took too long, or was begun in another window. Begin again.",
  no_address: (name: string) =>
    `${name} does not say what your email address is. Have it entered there, or use another account.`,
  unverified: (name: string) =>
    `${name} has not verified your email address. Verify it there and come back, or use another account.`,
  no_account: (name: string) =>
    `There is no account here for your address at ${name}. Ask the owner of a dataset to invite it, or use another account.`,
  taken: (name: string) =>
    `Somebody else at ${name} signs in to the account that has your address. Ask whoever runs this server to look into it.`,
  failed: (name: string) =>
    `Something went wrong between ${name} and this server. Try again; if it happens again, tell whoever runs it.`,
} as const satisfies Record<string, (name: string) => string>;
export type Problem = keyof typeof PROBLEMS;

const isProblem = (text: string | undefined): text is Problem => text !== undefined && Object.hasOwn(PROBLEMS, text);

const problemText = (problem: Problem, provider: string): string => PROBLEMS[problem](provider);

/** Of these, the provider remembers the account that did not do: it is to ask again who is there. */
const OF_THE_ACCOUNT: readonly Problem[] = ["denied", "no_address", "unverified", "no_account", "taken"];

/** Nobody was signed in. */
export class SignInRefused extends ForbiddenError {
  /** @param reference under which the log has more, where it has */
  constructor(
    readonly problem: Problem,
    readonly reference?: string,
  ) {
    super(problemText(problem, "The provider"));
  }
}

/** The sign-in page, which tells of a refusal. */
export function addressOfRefusal({ problem, reference }: SignInRefused, from: string): string {
  const told = new URLSearchParams({ problem, ...(reference ? { reference } : {}), from });
  return `/sign-in?${told}`;
}

interface Told {
  readonly problem?: string;
  readonly reference?: string;
}
/** What such an address tells; null for one that tells of none. Whoever writes the address chooses among our own sentences. */
export function refusalIn({ problem, reference }: Told, provider: string): { text: string; anew: boolean } | null {
  if (!isProblem(problem)) return null;
  const known = reference !== undefined && /^[0-9a-f]{8}$/.test(reference);
  const text = problemText(problem, provider) + (known ? ` The server's log has more under ${reference}.` : "");
  return { text, anew: OF_THE_ACCOUNT.includes(problem) };
}
