import type { ReactNode } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { Button } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";

export interface MenuChoice {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  readonly isDangerous?: boolean;
  readonly isDisabled?: boolean;
  readonly onAction: () => void;
}

/** What can be done with one thing, behind a button; `label` names the button for readers. */
export const ActionMenu = (parts: {
  readonly label: string;
  readonly text?: ReactNode;
  readonly icon?: IconName;
  readonly choices: readonly MenuChoice[];
  /** Id of the choice that holds now, where one always does. */
  readonly chosen?: string;
}): ReactNode => (
  <MenuTrigger>
    <Button look="quiet" icon={parts.icon ?? "more"} label={parts.label}>
      {parts.text}
    </Button>
    <Popover className="popover" placement="bottom end">
      <AriaMenu
        className="list-box"
        {...(parts.chosen !== undefined && { selectionMode: "single", selectedKeys: [parts.chosen] })}
        onAction={(key) => parts.choices.find((choice) => choice.id === key)?.onAction()}
      >
        {parts.choices.map((choice) => (
          <MenuItem
            key={choice.id}
            id={choice.id}
            isDisabled={choice.isDisabled ?? false}
            className={`list-item${choice.isDangerous ? " list-item-danger" : ""}`}
          >
            {choice.icon && <Icon name={choice.icon} />}
            {choice.label}
            {choice.id === parts.chosen && <Icon name="check" />}
          </MenuItem>
        ))}
      </AriaMenu>
    </Popover>
  </MenuTrigger>
);
