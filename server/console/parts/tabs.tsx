import { useEffect, useRef, type ReactNode } from "react";
import { ToggleButton } from "react-aria-components/ToggleButton";
import { ToggleButtonGroup } from "react-aria-components/ToggleButtonGroup";
import { useLocation } from "wouter";
import { TextLink } from "./button.tsx";

/** Where its row is wider than the screen, the open one is brought into view; the page itself stands still. */
const showInRow = (row: HTMLElement): void => {
  const open = row.querySelector(".tab-here")?.getBoundingClientRect();
  if (open === undefined) return;
  const frame = row.getBoundingClientRect();
  row.scrollLeft += open.left + open.width / 2 - (frame.left + frame.width / 2);
};

/** Places side by side, each with an address of its own; the one that is open is told to readers. */
export const PlaceTabs = (parts: {
  readonly label: string;
  readonly places: readonly { readonly href: string; readonly label: string }[];
}): ReactNode => {
  const [path] = useLocation();
  const row = useRef<HTMLElement>(null);
  const labels = parts.places.map(({ label }) => label).join();
  useEffect(() => {
    if (row.current !== null) showInRow(row.current);
  }, [path, labels]);
  return (
    <nav className="tabs" aria-label={parts.label} ref={row}>
      <ul>
        {parts.places.map(({ href, label }) => {
          const isHere = path === href || path.startsWith(`${href}/`);
          return (
            <li
              key={href}
              className={isHere ? "tab tab-here" : "tab"}
              {...(isHere && { "aria-current": "page" })}
            >
              <TextLink href={href}>{label}</TextLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
};

/** Views of one thing, one of them shown (a code sample in several languages; day, week, month). */
export const ViewChoice = <V extends string>(parts: {
  readonly label: string;
  readonly value: V;
  readonly views: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
}): ReactNode => (
  <ToggleButtonGroup
    aria-label={parts.label}
    className="view-choice"
    selectionMode="single"
    disallowEmptySelection
    selectedKeys={[parts.value]}
    onSelectionChange={(keys) => {
      const [chosen] = keys;
      if (chosen !== undefined) parts.onChange(String(chosen) as V);
    }}
  >
    {parts.views.map((view) => (
      <ToggleButton key={view.value} id={view.value} className="view-choice-button">
        {view.label}
      </ToggleButton>
    ))}
  </ToggleButtonGroup>
);
