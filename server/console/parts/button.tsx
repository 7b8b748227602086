import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Link as AriaLink } from "react-aria-components/Link";
import { Icon, type IconName } from "./icon.tsx";

export type ButtonLook = "primary" | "plain" | "quiet" | "danger";

interface Looks {
  readonly look?: ButtonLook;
  readonly icon?: IconName;
  readonly size?: "small" | "usual";
}

const classOf = ({ look = "plain", size = "usual" }: Looks): string => `button button-${look} button-${size}`;

/** `isBusy` keeps the focus and refuses presses; `label` names a button that shows an icon alone. */
export const Button = (
  parts: Looks & {
    readonly children?: ReactNode;
    readonly label?: string;
    readonly type?: "button" | "submit";
    readonly isBusy?: boolean;
    readonly isDisabled?: boolean;
    readonly slot?: string;
    readonly onPress?: () => void;
  },
): ReactNode => (
  <AriaButton
    className={`${classOf(parts)}${parts.children === undefined ? " button-icon" : ""}`}
    type={parts.type ?? "button"}
    isPending={parts.isBusy ?? false}
    isDisabled={parts.isDisabled ?? false}
    {...(parts.slot !== undefined && { slot: parts.slot })}
    {...(parts.label !== undefined && { "aria-label": parts.label })}
    {...(parts.onPress && { onPress: parts.onPress })}
  >
    {parts.icon && <Icon name={parts.icon} />}
    {parts.children !== undefined && <span className="button-text">{parts.children}</span>}
    {parts.isBusy && <span className="button-spinner" aria-hidden="true" />}
  </AriaButton>
);

/** A link that looks like a button; `href` is an address of the console, or a whole one. */
export const ButtonLink = (
  parts: Looks & { readonly href: string; readonly children: ReactNode; readonly isOutside?: boolean },
): ReactNode => (
  <AriaLink
    className={classOf(parts)}
    href={parts.href}
    {...(parts.isOutside && { target: "_blank", rel: "noopener noreferrer" })}
  >
    {parts.icon && <Icon name={parts.icon} />}
    <span className="button-text">{parts.children}</span>
  </AriaLink>
);

export const TextLink = (parts: {
  readonly href: string;
  readonly children: ReactNode;
  readonly isOutside?: boolean;
}): ReactNode => (
  <AriaLink
    className="text-link"
    href={parts.href}
    {...(parts.isOutside && { target: "_blank", rel: "noopener noreferrer" })}
  >
    {parts.children}
  </AriaLink>
);
