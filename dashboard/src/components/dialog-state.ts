import { useState } from "react";

export interface DialogState<Subject> {
  opened: boolean;
  /** What the dialog is about. Stays while it closes, so that nothing flickers. */
  subject: Subject | null;
  open: (subject: Subject) => void;
  close: () => void;
}

/** A dialog about one thing at a time. */
export function useDialog<Subject = null>(): DialogState<Subject> {
  const [state, setState] = useState<{ opened: boolean; subject: Subject | null }>({ opened: false, subject: null });
  return {
    ...state,
    open: (subject) => setState({ opened: true, subject }),
    close: () => setState(({ subject }) => ({ opened: false, subject })),
  };
}

/** Counts how often a dialog opened: a key that gives what is inside a fresh state each time. */
export function useOpenings(opened: boolean): number {
  const [seen, setSeen] = useState({ opened, count: opened ? 1 : 0 });
  if (seen.opened !== opened) setSeen({ opened, count: seen.count + (opened ? 1 : 0) });
  return seen.count;
}
