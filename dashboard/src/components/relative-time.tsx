import { Tooltip } from "@mantine/core";
import { useSyncExternalStore } from "react";

import { exactTime, relativeTime } from "../text/time";

const TICK_MILLISECONDS = 30_000;

/** An instant as a distance from now, kept fresh; the exact time shows on hover and to screen readers. */
export function RelativeTime({ at }: { at: string }) {
  const now = useSyncExternalStore(onTick, roundedNow);
  return (
    <Tooltip label={exactTime(at)} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={at} aria-label={exactTime(at)}>
        {relativeTime(at, now)}
      </time>
    </Tooltip>
  );
}

function onTick(changed: () => void): () => void {
  const timer = window.setInterval(changed, TICK_MILLISECONDS);
  return () => window.clearInterval(timer);
}

function roundedNow(): number {
  return Math.floor(Date.now() / TICK_MILLISECONDS) * TICK_MILLISECONDS;
}
