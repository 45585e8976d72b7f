import { Checkbox, Text, Tooltip } from "@mantine/core";
import type { ReactNode } from "react";

import { words } from "../../../text/words";
import { matrixOf, type MatrixRow, type MatrixSection, pressed } from "./matrix";
import classes from "./permission-matrix.module.css";
import { usePermissions } from "./queries";

interface PermissionMatrixProps {
  value: readonly string[];
  onChange?: (value: string[]) => void;
  /** What may be given; nobody hands out what they do not hold. */
  grantable: readonly string[];
  error?: ReactNode;
}

/** All permissions, a table for each module. Without `onChange` only for reading. */
export function PermissionMatrix({ value, onChange, grantable, error }: PermissionMatrixProps) {
  const sections = matrixOf(usePermissions());
  return (
    <div className={classes["matrix"]}>
      {error !== undefined && error !== null && (
        <Text size="sm" c="red" role="alert" mb="xs">
          {error}
        </Text>
      )}
      {sections.map((section) => (
        <Section key={section.module} section={section} value={value} onChange={onChange} grantable={grantable} />
      ))}
    </div>
  );
}

interface SectionProps extends Omit<PermissionMatrixProps, "onChange"> {
  section: MatrixSection;
  onChange: PermissionMatrixProps["onChange"];
}

function Section({ section, ...rest }: SectionProps) {
  return (
    <table className={classes["table"]}>
      <thead>
        <tr>
          <th scope="col">{section.label}</th>
          {section.actions.map((action) => (
            <th key={action} scope="col" className={classes["action"]}>
              {words(action)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {section.rows.map((row) => (
          <Row key={row.noun} row={row} actions={section.actions} {...rest} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps extends Omit<SectionProps, "section"> {
  row: MatrixRow;
  actions: readonly string[];
}

function Row({ row, actions, value, onChange, grantable }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <Text fw={550}>{row.label}</Text>
        <Text size="xs" c="dimmed">
          {row.description}
        </Text>
      </th>
      {actions.map((action) => {
        const cell = row.cells.find((candidate) => candidate.action === action);
        return (
          <td key={action} className={classes["action"]}>
            {cell !== undefined && (
              <Box
                label={`${row.label}: ${words(action)}`}
                checked={value.includes(cell.permission)}
                held={grantable.includes(cell.permission)}
                onPress={onChange && (() => onChange(pressed(value, cell.permission)))}
              />
            )}
          </td>
        );
      })}
    </tr>
  );
}

interface BoxProps {
  label: string;
  checked: boolean;
  held: boolean;
  onPress: (() => void) | undefined;
}

function Box({ label, checked, held, onPress }: BoxProps) {
  const fixed = onPress === undefined || !held;
  return (
    <Tooltip label="You do not hold this permission yourself" disabled={onPress === undefined || held}>
      <Checkbox
        className={classes["box"]}
        aria-label={label}
        checked={checked}
        disabled={fixed && !(checked && onPress === undefined)}
        readOnly={fixed}
        onChange={() => fixed || onPress?.()}
      />
    </Tooltip>
  );
}
