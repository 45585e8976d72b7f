import { Button, CloseButton, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconX } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";

import classes from "./filter-bar.module.css";

interface FilterBarProps {
  children: ReactNode;
  /** Shows the way back to the whole list. */
  filtered: boolean;
  onClear: () => void;
}

/** The filters over a list. Their state lives in the address, so that a link or a reload shows the same rows. */
export function FilterBar({ children, filtered, onClear }: FilterBarProps) {
  return (
    <search className={classes["bar"]}>
      {children}
      {filtered && (
        <Button variant="subtle" color="gray" leftSection={<IconX size={14} />} onClick={onClear}>
          Clear
        </Button>
      )}
    </search>
  );
}

interface SearchFieldProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

const PAUSE_MILLISECONDS = 250;

/** Searches when the typing pauses. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  const [text, setText] = useState(value ?? "");
  const search = useDebouncedCallback((next: string) => onChange(next.trim() || undefined), PAUSE_MILLISECONDS);
  // The address changed by other means: cleared, or the back button. Spaces being typed are left alone.
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    if (text.trim() !== (value ?? "")) setText(value ?? "");
  }
  const change = (next: string) => {
    setText(next);
    search(next);
  };
  return (
    <TextInput
      className={classes["search"]}
      aria-label={label}
      placeholder={label}
      type="text"
      inputMode="search"
      maxLength={100}
      value={text}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text !== "" && <CloseButton size="sm" aria-label="Clear the search" onClick={() => change("")} />}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

interface FilterSelectProps {
  label: string;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  /** What is shown when nothing is chosen: "All roles". */
  all: string;
  onChange: (value: string | undefined) => void;
}

export function FilterSelect({ label, value, options, all, onChange }: FilterSelectProps) {
  return (
    <Select
      className={classes["select"]}
      aria-label={label}
      data={[{ value: "", label: all }, ...options]}
      value={value ?? ""}
      searchable={options.length > 8}
      onChange={(next) => onChange(next === null || next === "" ? undefined : next)}
    />
  );
}
