import { definePage, type PageEntry } from "./define.tsx";

const integrations = {
  en: () => import("./integrations/en.json"),
  hi: () => import("./integrations/hi.json"),
};

/** Every page by its address; the first that fits is shown. */
export const pages: readonly PageEntry[] = [
  definePage({
    path: "/integrations/api-keys",
    role: "owner",
    load: () => import("./integrations/api-keys.tsx"),
    texts: integrations,
  }),
];
