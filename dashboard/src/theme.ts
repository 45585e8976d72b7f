import {
  ActionIcon,
  Badge,
  Button,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Menu,
  Modal,
  Select,
  Textarea,
  TextInput,
  PasswordInput,
  Tooltip,
} from "@mantine/core";

/** The color of Fivefold: a deep sea green. 7 carries white text in light, 6 in dark, both above 4.5 to 1. */
const tide: MantineColorsTuple = [
  "#eef6f4",
  "#d8ebe7",
  "#b0d6ce",
  "#85c1b6",
  "#5fb0a1",
  "#3a998b",
  "#1b7c72",
  "#14706a",
  "#0e5955",
  "#083f3d",
];

/** Greys with a little warmth, so that light looks like paper. */
const gray: MantineColorsTuple = [
  "#faf9f7",
  "#f4f2ee",
  "#ebe8e2",
  "#dfdbd3",
  "#cbc6bc",
  "#a8a399",
  "#6c685f",
  "#524f48",
  "#383630",
  "#21201c",
];

const dark: MantineColorsTuple = [
  "#dde1df",
  "#bcc3c0",
  "#98a29e",
  "#6b7672",
  "#353d3b",
  "#2a312f",
  "#1e2423",
  "#151918",
  "#101413",
  "#0a0d0c",
];

export const theme = createTheme({
  primaryColor: "tide",
  primaryShade: { light: 7, dark: 6 },
  colors: { tide, gray, dark },
  fontFamily:
    '"Inter Variable", "Inter Fallback", system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  headings: {
    fontWeight: "640",
    sizes: {
      h1: { fontSize: "1.5rem", lineHeight: "1.25" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.35" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
    },
  },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray" } }),
    Badge: Badge.extend({ defaultProps: { variant: "light", radius: "sm" }, styles: { root: { textTransform: "none" } } }),
    Button: Button.extend({ defaultProps: { size: "sm" } }),
    Drawer: Drawer.extend({ defaultProps: { closeButtonProps: { "aria-label": "Close" } } }),
    Modal: Modal.extend({ defaultProps: { centered: true, closeButtonProps: { "aria-label": "Close" } } }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", position: "bottom-end" } }),
    Select: Select.extend({ defaultProps: { size: "sm", allowDeselect: false, comboboxProps: { shadow: "md" } } }),
    TextInput: TextInput.extend({ defaultProps: { size: "sm" } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: "sm" } }),
    Textarea: Textarea.extend({ defaultProps: { size: "sm" } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: true } }),
  },
});
