import { definePage, type PageEntry } from "./define.tsx";

const integrations = {
  en: () => import("./integrations/en.json"),
  hi: () => import("./integrations/hi.json"),
};

const journal = {
  en: () => import("./journal/en.json"),
  hi: () => import("./journal/hi.json"),
};

const customers = {
  en: () => import("./customers/en.json"),
  hi: () => import("./customers/hi.json"),
};

const overview = {
  en: () => import("./overview/en.json"),
  hi: () => import("./overview/hi.json"),
};

/** Every page by its address; the first that fits is shown. */
export const pages: readonly PageEntry[] = [
  definePage({
    path: "/",
    role: "scanner",
    load: () => import("./overview/overview.tsx"),
    texts: overview,
  }),
  definePage({
    path: "/journal",
    role: "scanner",
    load: () => import("./journal/journal.tsx"),
    texts: journal,
  }),
  definePage({
    path: "/customers",
    role: "scanner",
    load: () => import("./customers/list.tsx"),
    texts: customers,
  }),
  definePage({
    path: "/customers/new",
    role: "scanner",
    load: () => import("./customers/new.tsx"),
    texts: customers,
  }),
  definePage({
    path: "/customers/:id",
    role: "scanner",
    load: () => import("./customers/customer.tsx"),
    texts: customers,
  }),
  definePage({
    path: "/cards/:id",
    role: "scanner",
    load: () => import("./customers/card.tsx"),
    texts: customers,
  }),
  definePage({
    path: "/issue-voucher",
    role: "scanner",
    load: () => import("./customers/issue-voucher.tsx"),
    texts: customers,
  }),
  definePage({
    path: "/integrations/api-keys",
    role: "owner",
    load: () => import("./integrations/api-keys.tsx"),
    texts: integrations,
  }),
];
