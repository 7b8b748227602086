import type { Role } from "../api/session.tsx";
import type { CommonText } from "../i18n/index.tsx";
import type { IconName } from "../parts/icon.tsx";

export interface Place {
  readonly href: string;
  /** Where else pages of this place have their addresses. */
  readonly others?: readonly string[];
  readonly label: CommonText;
  readonly icon: IconName;
  /** The least role that has use for it. */
  readonly role: Role;
}

export interface PlaceGroup {
  readonly label: CommonText;
  readonly places: readonly Place[];
}

/** The console's places as they stand in the navigation. */
export const navigation: readonly PlaceGroup[] = [
  {
    label: "nav.shop",
    places: [
      { href: "/", label: "nav.overview", icon: "overview", role: "scanner" },
      { href: "/journal", label: "nav.journal", icon: "journal", role: "scanner" },
      {
        href: "/customers",
        others: ["/cards"],
        label: "nav.customers",
        icon: "customers",
        role: "scanner",
      },
      { href: "/issue-voucher", label: "nav.issue_voucher", icon: "voucher", role: "scanner" },
    ],
  },
  {
    label: "nav.program",
    places: [
      {
        href: "/templates",
        others: ["/voucher-templates"],
        label: "nav.templates",
        icon: "template",
        role: "scanner",
      },
      {
        href: "/campaigns",
        others: ["/broadcasts"],
        label: "nav.campaigns",
        icon: "campaign",
        role: "scanner",
      },
    ],
  },
  {
    label: "nav.connections",
    places: [
      { href: "/integrations", label: "nav.integrations", icon: "integrations", role: "scanner" },
      { href: "/tills", label: "nav.tills", icon: "till", role: "scanner" },
      { href: "/messengers", label: "nav.messengers", icon: "messenger", role: "manager" },
    ],
  },
  {
    label: "nav.business",
    places: [
      { href: "/staff", label: "nav.staff", icon: "staff", role: "manager" },
      { href: "/settings", label: "nav.settings", icon: "settings", role: "owner" },
    ],
  },
];

/** Whether a page of this address belongs to the place. */
export const isHere = ({ href, others = [] }: Place, path: string): boolean =>
  path === href || (href !== "/" && [href, ...others].some((beginning) => path.startsWith(`${beginning}/`)));
