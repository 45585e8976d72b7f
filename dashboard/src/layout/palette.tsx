import "@mantine/spotlight/styles.css";

import { Spotlight, spotlight, type SpotlightActionData } from "@mantine/spotlight";
import { IconDeviceLaptop, IconSearch, IconUser } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";

import { useMe } from "../session/me";
import { menuFor, type PageEntry } from "./pages";

const PERSONAL: readonly PageEntry[] = [
  { label: "Profile", to: "/profile", icon: IconUser, keywords: "name password account" },
  { label: "Sessions", to: "/sessions", icon: IconDeviceLaptop, keywords: "devices sign out" },
];

/** Goes to any page from the keyboard. Opens each time `asked` grows. */
export default function Palette({ asked }: { asked: number }) {
  const me = useMe();
  const navigate = useNavigate();
  useEffect(() => {
    spotlight.open();
  }, [asked]);
  const pages = [...menuFor(me).flatMap((group) => group.pages), ...PERSONAL];
  const actions = pages.map((page): SpotlightActionData => {
    const Sign = page.icon;
    return {
      id: page.to,
      label: page.label,
      ...(page.keywords !== undefined && { keywords: page.keywords }),
      leftSection: <Sign size={19} stroke={1.7} aria-hidden />,
      onClick: () => void navigate({ to: page.to }),
    };
  });
  return (
    <Spotlight
      shortcut={null}
      actions={actions}
      nothingFound="No page of that name"
      searchProps={{ placeholder: "Go to a page", "aria-label": "Go to a page", leftSection: <IconSearch size={18} /> }}
    />
  );
}
