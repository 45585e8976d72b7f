const KEY = "fivefold.scope";

/** What this tab works for. Ids; sent with every request. */
export interface WorkingScope {
  organization?: string;
  client?: string;
  project?: string;
}

/** Each tab has its own scope; a new tab starts with the one that was chosen last. */
export function workingScope(): WorkingScope {
  const text = sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
  if (text === null) return {};
  sessionStorage.setItem(KEY, text);
  return JSON.parse(text) as WorkingScope;
}

export function chooseScope(scope: WorkingScope): void {
  const text = JSON.stringify(scope);
  sessionStorage.setItem(KEY, text);
  localStorage.setItem(KEY, text);
}

/** Keeps this tab to its scope, whatever other tabs choose. */
export function holdScope(scope: WorkingScope): void {
  sessionStorage.setItem(KEY, JSON.stringify(scope));
}

export function forgetScope(): void {
  sessionStorage.removeItem(KEY);
  localStorage.removeItem(KEY);
}

export function scopeHeaders(scope: WorkingScope): Record<string, string> {
  return {
    ...(scope.organization !== undefined && { "X-Fivefold-Organization": scope.organization }),
    ...(scope.client !== undefined && { "X-Fivefold-Client": scope.client }),
    ...(scope.project !== undefined && { "X-Fivefold-Project": scope.project }),
  };
}
