"use client";

import { createContext, useContext } from "react";

/** Email of who is signed in; null outside of signed-in pages. */
export const CurrentUserContext = createContext<string | null>(null);
export const useCurrentUser = (): string | null => useContext(CurrentUserContext);
