"use client";

import { createContext, useContext } from "react";

/** Whether a dataset is looked at through its public link. */
export const GuestContext = createContext(false);
export const useIsGuest = (): boolean => useContext(GuestContext);
