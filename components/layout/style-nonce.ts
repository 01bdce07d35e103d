"use client";

/** Gives the nonce of the page to the library behind dialogs that inserts styles of its own: without it the browser refuses them. */
import { setNonce } from "get-nonce";

// Read as a property, by a script: as an attribute it is hidden.
const nonce = typeof document === "undefined" ? "" : document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
if (nonce) setNonce(nonce);
