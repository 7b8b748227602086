import type { ReactNode } from "react";

/** Outlines on a square of 24, drawn for this console. */
const paths = {
  overview: "M4 19V9m6 10V5m6 14v-7m4 7H2",
  journal: "M5 4h14v16H5zM9 8h6M9 12h6M9 16h3",
  customers:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zm-6.5 9c.5-4 3-6 6.5-6s6 2 6.500 6M16 5a3 3 0 0 1 0 6m2 3c2 .8 3.200 2.800 3.500 6",
  voucher: "M3 7h18v3.500a1.500 1.500 0 0 0 0 3V17H3v-3.500a1.500 1.500 0 0 0 0-3zM14 7v10",
  campaign: "M4 10v4h3l8 4V6l-8 4zm14-1c1.300 1.800 1.300 4.200 0 6",
  template: "M3 6h18v12H3zM3 10h18M7 14.500h.01M11 14.500h.01M15 14.500h.01",
  staff: "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-7.500 10c.6-4.600 3.400-7 7.500-7s6.900 2.400 7.500 7",
  integrations: "M9 7H6a4 4 0 0 0 0 10h3m6-10h3a4 4 0 0 1 0 10h-3M8 12h8",
  till: "M5 10h14l1.500 10h-17zM8 10V4h8v6M9 14h.01M12 14h.01M15 14h.01",
  messenger: "M4 5h16v11H9l-5 4z",
  settings:
    "M12 15.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM12 2v3m0 14v3M2 12h3m14 0h3M5 5l2 2m10 10 2 2M5 19l2-2M17 7l2-2",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  check: "M5 12.500 10 17.500 19.500 7",
  plus: "M12 5v14M5 12h14",
  trash: "M4 7h16M9 7V4h6v3m-8.500 0 .8 13h9.400l.8-13",
  refresh: "M20 11a8 8 0 0 0-14.500-4L3 9m1 4a8 8 0 0 0 14.500 4L21 15M3 4v5h5m13 6v5h-5",
  close: "M6 6l12 12M18 6 6 18",
  menu: "M4 7h16M4 12h16M4 17h16",
  down: "M6 9.500 12 15.500 18 9.500",
  up: "M6 14.500 12 8.500 18 14.500",
  right: "M9.500 6 15.500 12 9.500 18",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zm5-2 4.500 4.500",
  warning: "M12 4 2.500 20h19zM12 10v5m0 2.500h.01",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.500m0-9h.01",
  outside: "M14 4h6v6m0-6L10 14M18 14v6H4V6h6",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v2m0 16v2M2 12h2m16 0h2M5 5l1.500 1.500m11 11L19 19M5 19l1.500-1.500m11-11L19 5",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500z",
  language:
    "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 3 3.500 6 3.500 9s-.5 6-3.500 9c-3-3-3.500-6-3.500-9S9 6 12 3z",
  more: "M5 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0m6 0a1 1 0 1 0 2 0 1 1 0 1 0-2 0m6 0a1 1 0 1 0 2 0 1 1 0 1 0-2 0",
  download: "M12 4v11m-4.500-4.500L12 15l4.500-4.500M4 20h16",
  upload: "M12 15V4m-4.500 4.500L12 4l4.500 4.500M4 20h16",
  send: "M3.500 11.500 20.500 4l-6 16.500-3-7.500zM11.500 13 20.500 4",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zm0-14v5l3.500 2",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  edit: "M4 20h4L19.500 8.500l-4-4L4 16z",
} as const;

export type IconName = keyof typeof paths;

/** Decoration beside a text or inside a named button; readers pass over it. */
export const Icon = ({ name }: { readonly name: IconName }): ReactNode => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={paths[name]} />
  </svg>
);
