import { useEffect, useRef } from "react";

/*
 * A page that is opened begins at its top; back and forward give a page the place back at which it was left, as soon as
 * its answers have made it long enough. Its heading has the focus, so that readers hear where they are.
 */

/** How far down each address was left, in pixels. */
const left = new Map<string, number>();

/** Where the page was left that back or forward leads to; null where a link leads on. */
let wanted: number | null = null;
let isMoving = false;
let shownPath = window.location.pathname;

const note = (): void => {
  if (wanted === null && !isMoving) left.set(window.location.href, window.scrollY);
};
window.addEventListener("scroll", note, { passive: true });
// The router tells of these two: a filter that changed the address has not moved the page.
window.addEventListener("replaceState", note);
window.addEventListener("pushState", () => {
  wanted = null;
});
window.addEventListener("popstate", () => {
  const { href, pathname } = window.location;
  if (pathname !== shownPath) wanted = left.get(href) ?? 0;
});

/** An answer that never makes the page as long as it was is not waited for. */
const longestWaitMs = 5_000;
/** What a person does themselves counts more. */
const ownMoves = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

/** Goes there as soon as the page has its heading and is long enough. @returns what gives it up */
const arriveAt = (top: number): (() => void) => {
  let isHeard = false;
  isMoving = true;
  const look = (): void => {
    if (!isHeard) {
      const heading = document.querySelector<HTMLElement>("main h1");
      heading?.focus({ preventScroll: true });
      isHeard = heading !== null && document.activeElement === heading;
    }
    window.scrollTo(0, top);
    if (isHeard && window.scrollY >= Math.floor(top)) stop();
  };
  const drawn = new MutationObserver(look);
  const timer = setTimeout(() => stop(), longestWaitMs);
  const stop = (): void => {
    isMoving = false;
    clearTimeout(timer);
    drawn.disconnect();
    for (const one of ownMoves) window.removeEventListener(one, stop);
  };
  for (const one of ownMoves) window.addEventListener(one, stop, { passive: true });
  drawn.observe(document.body, { childList: true, subtree: true });
  look();
  return stop;
};

/** @param path of the page that is shown */
export const usePagePlace = (path: string): void => {
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return undefined;
    last.current = path;
    shownPath = window.location.pathname;
    const stop = arriveAt(wanted ?? 0);
    wanted = null;
    return stop;
  }, [path]);
};
