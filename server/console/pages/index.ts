import { definePage, type PageEntry } from "./define.tsx";

const integrations = {
  en: () => import("./integrations/en.json"),
  hi: () => import("./integrations/hi.json"),
};

const staff = { en: () => import("./staff/en.json"), hi: () => import("./staff/hi.json") };

const tills = { en: () => import("./tills/en.json"), hi: () => import("./tills/hi.json") };

const messengers = { en: () => import("./messengers/en.json"), hi: () => import("./messengers/hi.json") };
const settings = { en: () => import("./settings/en.json"), hi: () => import("./settings/hi.json") };
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

const campaigns = { en: () => import("./campaigns/en.json"), hi: () => import("./campaigns/hi.json") };
const templates = { en: () => import("./templates/en.json"), hi: () => import("./templates/hi.json") };

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
  definePage({
    path: "/integrations/webhooks",
    role: "scanner",
    load: () => import("./integrations/webhooks.tsx"),
    texts: integrations,
  }),
  definePage({
    path: "/integrations/webhooks/new",
    role: "scanner",
    load: () => import("./integrations/webhook-new.tsx"),
    texts: integrations,
  }),
  definePage({
    path: "/integrations/webhooks/deliveries/:id",
    role: "scanner",
    load: () => import("./integrations/delivery.tsx"),
    texts: integrations,
  }),
  definePage({
    path: "/integrations/webhooks/:id",
    role: "scanner",
    load: () => import("./integrations/webhook.tsx"),
    texts: integrations,
  }),
  definePage({
    path: "/integrations/webhooks/:id/edit",
    role: "scanner",
    load: () => import("./integrations/webhook-edit.tsx"),
    texts: integrations,
  }),
  definePage({
    path: "/integrations/zapier-make",
    role: "scanner",
    load: () => import("./integrations/zapier-make.tsx"),
    texts: integrations,
  }),
  definePage({
    path: "/integrations/refusals",
    role: "scanner",
    load: () => import("./integrations/refusals.tsx"),
    texts: integrations,
  }),
  definePage({
    path: "/integrations/events",
    role: "scanner",
    load: () => import("./integrations/events.tsx"),
    texts: integrations,
  }),
  definePage({
    path: "/integrations/events/:event",
    role: "scanner",
    load: () => import("./integrations/event.tsx"),
    texts: integrations,
  }),
  definePage({
    path: "/staff",
    role: "manager",
    load: () => import("./staff/staff.tsx"),
    texts: staff,
  }),
  definePage({
    path: "/templates",
    role: "scanner",
    load: () => import("./templates/templates.tsx"),
    texts: templates,
  }),
  definePage({
    path: "/templates/new",
    role: "manager",
    load: () => import("./templates/template.tsx"),
    texts: templates,
  }),
  definePage({
    path: "/templates/:id",
    role: "scanner",
    load: () => import("./templates/template.tsx"),
    texts: templates,
  }),
  definePage({
    path: "/voucher-templates/new",
    role: "manager",
    load: () => import("./templates/voucher-template.tsx"),
    texts: templates,
  }),
  definePage({
    path: "/voucher-templates/:id",
    role: "scanner",
    load: () => import("./templates/voucher-template.tsx"),
    texts: templates,
  }),
  definePage({
    path: "/campaigns",
    role: "scanner",
    load: () => import("./campaigns/campaigns.tsx"),
    texts: campaigns,
  }),
  definePage({
    path: "/campaigns/new",
    role: "manager",
    load: () => import("./campaigns/new.tsx"),
    texts: campaigns,
  }),
  definePage({
    path: "/campaigns/:id",
    role: "scanner",
    load: () => import("./campaigns/campaign.tsx"),
    texts: campaigns,
  }),
  definePage({
    path: "/broadcasts/:id",
    role: "scanner",
    load: () => import("./campaigns/campaign.tsx"),
    texts: campaigns,
  }),
  definePage({ path: "/tills", role: "scanner", load: () => import("./tills/tills.tsx"), texts: tills }),
  definePage({ path: "/tills/:id", role: "scanner", load: () => import("./tills/till.tsx"), texts: tills }),
  definePage({
    path: "/messengers",
    role: "manager",
    load: () => import("./messengers/messengers.tsx"),
    texts: messengers,
  }),
  definePage({
    path: "/settings",
    role: "owner",
    load: () => import("./settings/settings.tsx"),
    texts: settings,
  }),
];
