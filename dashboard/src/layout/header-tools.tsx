import { ActionIcon, Avatar, Button, Group, Kbd, Menu, Text, Tooltip, UnstyledButton, useMantineColorScheme, useComputedColorScheme } from "@mantine/core";
import { IconDeviceLaptop, IconLogout, IconMoon, IconSearch, IconSun, IconUser } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";

import { signOut } from "../session/entrance";
import { useMe } from "../session/me";

/** The right end of the header. */
export function HeaderTools({ onSearch }: { onSearch: () => void }) {
  return (
    <Group gap={6} ml="auto" wrap="nowrap">
      <Button
        variant="default"
        size="compact-md"
        fw={400}
        visibleFrom="md"
        leftSection={<IconSearch size={15} aria-hidden />}
        rightSection={<Kbd size="xs">Ctrl K</Kbd>}
        onClick={onSearch}
      >
        Go to…
      </Button>
      <ActionIcon size={36} hiddenFrom="md" onClick={onSearch} aria-label="Go to a page">
        <IconSearch size={19} stroke={1.7} aria-hidden />
      </ActionIcon>
      <ColorSchemeToggle />
      <UserMenu />
    </Group>
  );
}

export function ColorSchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  const label = dark ? "Switch to light" : "Switch to dark";
  const Sign = dark ? IconSun : IconMoon;
  return (
    <Tooltip label={label}>
      <ActionIcon size={36} aria-label={label} onClick={() => setColorScheme(dark ? "light" : "dark")}>
        <Sign size={19} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

function UserMenu() {
  const { user } = useMe();
  const navigate = useNavigate();
  const leave = async () => {
    await signOut().catch(() => undefined);
    await navigate({ to: "/login" });
  };
  if (user === null) return null;
  return (
    <Menu width={230}>
      <Menu.Target>
        <UnstyledButton aria-label={`Account of ${user.name}`} style={{ borderRadius: 999 }}>
          <Avatar name={user.name} color="initials" size={34} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: "8px 12px" }}>
          <Text fw={600} truncate>
            {user.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {user.email}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconUser size={16} />} renderRoot={(props) => <Link to="/profile" {...props} />}>
          Profile
        </Menu.Item>
        <Menu.Item leftSection={<IconDeviceLaptop size={16} />} renderRoot={(props) => <Link to="/sessions" {...props} />}>
          Sessions
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
