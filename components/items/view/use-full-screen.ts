"use client";

import { useEffect, useState } from "react";

/**
 * The picture alone on the screen. The whole page is shown full screen, not the item view: dialogs and toasts lie beside it in the
 * document, and would not be seen. Where the browser cannot or will not, the picture fills the window.
 */
export function useFullScreen(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(false);
  useEffect(() => {
    // Browsers end it by themselves, for one at Escape.
    const onChange = () => {
      if (!document.fullscreenElement) setOn(false);
    };
    document.addEventListener("fullscreenchange", onChange);
    return () => document.removeEventListener("fullscreenchange", onChange);
  }, []);
  useEffect(() => {
    if (!on) return;
    // Not every browser has it (an iPhone's has not), and it may be refused.
    void document.documentElement.requestFullscreen?.().catch(() => undefined);
    return () => {
      if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    };
  }, [on]);
  return [on, setOn];
}
