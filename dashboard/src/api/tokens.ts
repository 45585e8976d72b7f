import { Problem, problemFrom, unreachable } from "./problem";

const REFRESH_KEY = "fivefold.refresh";
const ACCESS_KEY = "fivefold.access";
const TURN_KEY = "fivefold.turn";
const LOCK = "fivefold.refresh";
/** How long to wait for what another tab stored, and how often to look. */
const CATCH_UP_MILLISECONDS = 3_000;
const LOOK_MILLISECONDS = 10;
/** A token this close to its end is renewed before it is used. */
const MARGIN_MILLISECONDS = 30_000;

export interface TokenPair {
  access_token: string;
  refresh_token: string;
  expires_in: number;
}

/** Lets one tab at a time do something. */
export interface Turns {
  request: <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;
}

/** Says which renewal was the last one, and says it to all tabs at the same moment. */
export interface Mark {
  read: () => string | null;
  write: (turn: string) => void;
}

/** What the keeper needs of the browser; the tests hand in their own. */
export interface TokenSurroundings {
  /** Shared by all tabs. */
  storage: Storage;
  locks: Turns;
  /**
   * Tabs may be processes of their own, and then what one of them stores reaches the others a moment later: possibly
   * after the lock did. With a mark, whoever gets the lock knows whether that has happened yet.
   */
  mark?: Mark;
  fetch: typeof fetch;
  now: () => number;
}

interface AccessToken {
  value: string;
  expiresAt: number;
}

/**
 * Keeps the two tokens and renews them.
 *
 * The server rotates refresh tokens and revokes the whole session when a used one comes back, so only one tab at a
 * time may refresh, always with the newest token: a lock shared by the tabs sees to that. The access token is shared
 * between them too, and outlives a reload: a page that is left while its refresh is on the way loses the new token,
 * and the next refresh would look like theft. So there is one refresh in ten minutes rather than one for each page.
 */
export class TokenKeeper {
  readonly #around: TokenSurroundings;
  readonly #listeners = new Set<() => void>();
  #renewal: Promise<string | null> | null = null;

  constructor(around: TokenSurroundings) {
    this.#around = around;
  }

  signedIn(): boolean {
    return this.#around.storage.getItem(REFRESH_KEY) !== null;
  }

  keep(pair: TokenPair): void {
    const isNew = !this.signedIn();
    const expiresAt = this.#around.now() + pair.expires_in * 1000;
    const turn = `${this.#around.now().toString()}-${Math.random().toString(36).slice(2)}`;
    this.#around.storage.setItem(REFRESH_KEY, pair.refresh_token);
    this.#around.storage.setItem(ACCESS_KEY, JSON.stringify({ value: pair.access_token, expiresAt }));
    // Last, and in this order: a tab that sees the turn sees all that was stored before it.
    this.#around.storage.setItem(TURN_KEY, turn);
    this.#around.mark?.write(turn);
    if (isNew) this.#tell();
  }

  /** Forgets both tokens; other tabs notice through their storage event. */
  forget(): void {
    this.#around.storage.removeItem(ACCESS_KEY);
    this.#around.storage.removeItem(REFRESH_KEY);
    this.#around.storage.removeItem(TURN_KEY);
    this.#around.mark?.write("");
    this.#tell();
  }

  /** An access token that is good for a while yet, or null when nobody is signed in. */
  async current(): Promise<string | null> {
    if (!this.signedIn()) return null;
    const token = this.#read();
    if (token !== null && token.expiresAt - this.#around.now() > MARGIN_MILLISECONDS) return token.value;
    return this.renew(token?.value ?? null);
  }

  /** A newer access token than `stale`, which the server refused or which has run out. */
  renew(stale: string | null): Promise<string | null> {
    this.#renewal ??= this.#around.locks.request(LOCK, () => this.#refresh(stale)).finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  /** Calls back when somebody signs in or out, here or in another tab. Returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** To be called with the storage events of the window. */
  noticed(event: Pick<StorageEvent, "key" | "newValue" | "oldValue">): void {
    if (event.key !== REFRESH_KEY && event.key !== null) return;
    // Renewals by other tabs are of no interest here: this tab reads the tokens each time it needs them.
    if (event.newValue !== null && event.oldValue !== null) return;
    this.#tell();
  }

  async #caughtUp(): Promise<void> {
    const last = this.#around.mark?.read() ?? "";
    if (last === "") return;
    const until = this.#around.now() + CATCH_UP_MILLISECONDS;
    for (;;) {
      if (this.#around.storage.getItem(TURN_KEY) === last || this.#around.now() >= until) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    }
  }

  async #refresh(stale: string | null): Promise<string | null> {
    await this.#caughtUp();
    const kept = this.#read();
    if (kept !== null && kept.value !== stale && kept.expiresAt > this.#around.now()) return kept.value;
    const refreshToken = this.#around.storage.getItem(REFRESH_KEY);
    if (refreshToken === null) return null;
    const response = await this.#post(refreshToken);
    const body: unknown = await response.json().catch(() => null);
    if (response.ok) {
      this.keep(body as TokenPair);
      return (body as TokenPair).access_token;
    }
    // Only a clear no ends the session. A server that is away or busy has not said no.
    if (response.status !== 401) throw problemFrom(body, response);
    this.forget();
    return null;
  }

  async #post(refreshToken: string): Promise<Response> {
    try {
      return await this.#around.fetch("/api/v1/auth/refresh", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ refresh_token: refreshToken }),
      });
    } catch (error) {
      throw error instanceof Problem ? error : unreachable();
    }
  }

  #read(): AccessToken | null {
    const text = this.#around.storage.getItem(ACCESS_KEY);
    return text === null ? null : (JSON.parse(text) as AccessToken);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
