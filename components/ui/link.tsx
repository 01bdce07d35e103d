// eslint-disable-next-line no-restricted-imports -- the one place
import NextLink from "next/link";
import type { ComponentProps } from "react";

/**
 * Leads to a page. Nothing is asked for before it is followed: what a page shows is read when it is opened, so all that could be
 * there beforehand is its frame, and for that each link in sight would cost the server two requests.
 */
export const Link = (props: ComponentProps<typeof NextLink>) => <NextLink prefetch={false} {...props} />;
