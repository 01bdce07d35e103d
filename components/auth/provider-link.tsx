import { LogIn } from "lucide-react";
import { LinkButton } from "@/components/ui/button";

interface ProviderLinkProps {
  /** What people call it. */
  readonly provider: string;
  /** Where the person wanted to go. */
  readonly from: string;
  readonly variant?: "primary" | "secondary";
}

/** Where the provider asks who is there. @param anew whomever it knows already */
export const addressOfProvider = (from: string, anew = false): string =>
  `/sign-in/oidc?${new URLSearchParams({ from, ...(anew ? { anew: "1" } : {}) })}`;

/** Leads to the provider. A link, so it works before the page's scripts do. */
export const ProviderLink = ({ provider, from, variant = "secondary" }: ProviderLinkProps) => (
  <LinkButton
    href={addressOfProvider(from)}
    variant={variant}
    className="min-w-0 pointer-coarse:h-12"
    title={`Continue with ${provider}`}
  >
    <LogIn size={16} aria-hidden className="shrink-0" />
    <span className="truncate">Continue with {provider}</span>
  </LinkButton>
);

/** Between the one way in and the other. */
export const Or = () => (
  <p className="flex items-center gap-3 text-[13px] text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
    or
  </p>
);
