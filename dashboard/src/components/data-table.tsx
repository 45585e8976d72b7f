import { Button, Group, Skeleton, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import type { Page } from "../api/models";
import { type Direction, directionOf, toggled } from "../text/sorting";
import classes from "./data-table.module.css";
import { ProblemAlert } from "./problem-alert";
import { type RowAction, RowMenu } from "./row-menu";

export interface Column<Row> {
  header: string;
  render: (row: Row) => ReactNode;
  /** The name the list sorts by; without it the column does not sort. */
  sort?: string;
  /** A CSS width. The first column takes what is left. */
  width?: number | string;
  /** Left out where columns are short of room; cards show it again. */
  wideOnly?: boolean;
}

export interface DataTableProps<Row> {
  /** What the rows are, for screen readers: "Members". */
  label: string;
  columns: readonly Column<Row>[];
  query: UseInfiniteQueryResult<InfiniteData<Page<Row>>>;
  /** Shown when the list has no row at all. */
  empty: ReactNode;
  sort?: string | undefined;
  onSort?: (sort: string) => void;
  /** A click anywhere on the row does this too. The first column should hold a button or link for the keyboard. */
  onOpen?: (row: Row) => void;
  actions?: (row: Row) => readonly RowAction[];
  /** The name of a row, for its menu's label. */
  nameOf?: (row: Row) => string;
  /** How many grey rows to show while loading. */
  expected?: number;
}

/** A list from the API: sorted and paged by the server, cards where there is little room, with its loading, empty and error states. */
export function DataTable<Row extends { id: string }>(props: DataTableProps<Row>) {
  const { query, empty } = props;
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isError && rows.length === 0) {
    return (
      <div className={classes["aside"]}>
        <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      </div>
    );
  }
  if (query.isSuccess && rows.length === 0) return empty;
  return (
    <div className={classes["list"]}>
      {query.isRefetchError && (
        <div className={classes["aside"]}>
          <ProblemAlert error={query.error} retry={() => void query.refetch()} />
        </div>
      )}
      <table className={classes["table"]} role="table" aria-label={props.label} aria-busy={query.isPending}>
        <Head {...props} />
        <tbody role="rowgroup" data-stale={query.isPlaceholderData || undefined}>
          {query.isPending
            ? Array.from({ length: props.expected ?? 6 }, (_, index) => <SkeletonRow key={index} {...props} />)
            : rows.map((row) => <DataRow key={row.id} row={row} {...props} />)}
        </tbody>
      </table>
      <Foot query={query} count={rows.length} />
    </div>
  );
}

function Head<Row extends { id: string }>({ columns, sort, onSort, actions }: DataTableProps<Row>) {
  return (
    <thead role="rowgroup">
      <tr role="row">
        {columns.map((column) => (
          <th
            key={column.header}
            role="columnheader"
            scope="col"
            style={{ width: column.width }}
            data-wide-only={column.wideOnly || undefined}
            aria-sort={column.sort === undefined ? undefined : ARIA_SORT[directionOf(sort, column.sort)]}
          >
            {column.sort === undefined || onSort === undefined ? (
              column.header
            ) : (
              <SortButton name={column.sort} label={column.header} sort={sort} onSort={onSort} />
            )}
          </th>
        ))}
        {actions !== undefined && (
          <th role="columnheader" scope="col" style={{ width: 56 }}>
            <VisuallyHidden>Actions</VisuallyHidden>
          </th>
        )}
      </tr>
    </thead>
  );
}

const ARIA_SORT = { up: "ascending", down: "descending", none: "none" } as const;
const SORT_ICON = { up: IconArrowUp, down: IconArrowDown, none: IconArrowsSort } as const;

interface SortButtonProps {
  name: string;
  label: string;
  sort: string | undefined;
  onSort: (sort: string) => void;
}

function SortButton({ name, label, sort, onSort }: SortButtonProps) {
  const direction: Direction = directionOf(sort, name);
  const Arrow = SORT_ICON[direction];
  return (
    <UnstyledButton className={classes["sort"]} data-direction={direction} onClick={() => onSort(toggled(sort, name))}>
      {label}
      <Arrow size={14} aria-hidden />
    </UnstyledButton>
  );
}

function DataRow<Row extends { id: string }>({ row, columns, onOpen, actions, nameOf }: DataTableProps<Row> & { row: Row }) {
  return (
    <tr
      role="row"
      data-opens={onOpen !== undefined || undefined}
      onClick={onOpen === undefined ? undefined : (event) => opensRow(event.target) && onOpen(row)}
    >
      {columns.map((column) => (
        <td key={column.header} role="cell" data-label={column.header} data-wide-only={column.wideOnly || undefined}>
          {column.render(row)}
        </td>
      ))}
      {actions !== undefined && (
        <td role="cell" className={classes["menu"]}>
          <RowMenu name={nameOf?.(row) ?? "row"} actions={actions(row)} />
        </td>
      )}
    </tr>
  );
}

/** Whether a click meant the row: not one of the controls in it, and not something the row only rendered elsewhere. */
function opensRow(target: EventTarget): boolean {
  if (!(target instanceof Element) || target.closest("tr") === null) return false;
  return target.closest("a, button, input, [role=menu]") === null;
}

function SkeletonRow<Row extends { id: string }>({ columns, actions }: DataTableProps<Row>) {
  return (
    <tr role="row" aria-hidden>
      {columns.map((column, index) => (
        <td key={column.header} role="cell" data-label={column.header} data-wide-only={column.wideOnly || undefined}>
          <Skeleton height={12} width={index === 0 ? "55%" : "70%"} radius="sm" />
        </td>
      ))}
      {actions !== undefined && <td role="cell" className={classes["menu"]} />}
    </tr>
  );
}

interface FootProps<Row> {
  query: UseInfiniteQueryResult<InfiniteData<Page<Row>>>;
  count: number;
}

function Foot<Row>({ query, count }: FootProps<Row>) {
  if (query.isPending) return null;
  return (
    <Group justify="space-between" className={classes["foot"]}>
      <span aria-live="polite">{query.hasNextPage ? `The first ${count}` : `${count} in all`}</span>
      {query.isFetchNextPageError && <ProblemAlert error={query.error} />}
      {query.hasNextPage && (
        <Button
          variant="default"
          size="compact-sm"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Load more
        </Button>
      )}
    </Group>
  );
}
