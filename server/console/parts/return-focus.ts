import { useEffect } from "react";

/*
 * A dialog gives the focus back to the button that opened it. When that button has gone with another dialog or a menu,
 * the last thing in focus on the page itself has it: who uses the keyboard is never sent back to the page's beginning.
 */

let onPage: HTMLElement | null = null;

document.addEventListener("focusin", ({ target }) => {
  if (target instanceof HTMLElement && target.closest(".overlay, .popover") === null) onPage = target;
});

/** For what stands over the page: looks after the focus when it is gone. */
export const useReturnFocus = (isOpen: boolean): void => {
  useEffect(() => {
    if (!isOpen) return undefined;
    const before = onPage;
    return () => {
      // After the library's own try, which is made in the next frame.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          if (document.activeElement === document.body && before?.isConnected) before.focus();
        }),
      );
    };
  }, [isOpen]);
};
