import clsx from "clsx";

/**
 * A name that somebody gave. It reads in its own direction whatever stands around it, and breaks anywhere rather than push its
 * neighbours out of sight.
 */
export const Name = ({ children, className }: { children: string; className?: string }) => (
  <bdi className={clsx("wrap-anywhere", className)}>{children}</bdi>
);
