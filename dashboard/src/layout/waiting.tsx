import { Skeleton, Stack } from "@mantine/core";

import classes from "./waiting.module.css";

/** While a page's code arrives. */
export function WaitingPage() {
  return (
    <Stack gap="lg" aria-busy aria-label="Loading">
      <Skeleton height={30} width={220} />
      <Skeleton height={14} width="50%" />
      <Skeleton height={380} radius={10} />
    </Stack>
  );
}

/** While the first answer arrives: the shell's outline, so that nothing jumps when it is there. */
export function WaitingShell() {
  return (
    <div className={classes["shell"]} aria-busy aria-label="Loading">
      <div className={classes["navbar"]} />
      <div className={classes["header"]} />
      <div className={classes["page"]}>
        <WaitingPage />
      </div>
    </div>
  );
}
