/** Only paths of our own: a link must not send people elsewhere after they signed in. Pure. */
export const ownPath = (from: string | undefined): string => (from && /^\/(?![/\\])/.test(from) ? from : "/datasets");
