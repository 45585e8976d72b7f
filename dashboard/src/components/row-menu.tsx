import { ActionIcon, Menu } from "@mantine/core";
import { type Icon, IconDots } from "@tabler/icons-react";

export interface RowAction {
  label: string;
  icon: Icon;
  onClick: () => void;
  danger?: boolean;
  /** Why it cannot be done now; shown in place of the action. */
  disabled?: string | undefined;
}

/** What can be done with one row. Renders nothing where nothing can. */
export function RowMenu({ name, actions }: { name: string; actions: readonly RowAction[] }) {
  if (actions.length === 0) return null;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size={32} aria-label={`Actions for ${name}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(({ label, icon: Sign, onClick, danger, disabled }) => (
          <Menu.Item
            key={label}
            leftSection={<Sign size={16} aria-hidden />}
            {...(danger === true && { style: { color: "var(--mantine-color-error)" } })}
            disabled={disabled !== undefined}
            title={disabled}
            onClick={onClick}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
