import { useEffect } from "react";

/** Opens a form for those who arrive with `?create=true`, then takes that out of the address again. */
export function useOpenedByAddress(asked: boolean, open: () => void, forget: () => void): void {
  useEffect(() => {
    if (!asked) return;
    open();
    forget();
    // Only the arrival counts, not what the two functions are at the moment.
  }, [asked]);
}
