import type { Mark } from "./tokens";

const LIFE_SECONDS = 31_536_000;

/**
 * A mark in a cookie: unlike the storage, cookies are read from one place by all tabs. It is no secret, and the server
 * has no use for it. Cookies do not tell ports apart, so the name does.
 */
export class CookieMark implements Mark {
  readonly #name = `fivefold_turn_${window.location.port}`;

  read(): string | null {
    const prefix = `${this.#name}=`;
    const found = document.cookie.split("; ").find((cookie) => cookie.startsWith(prefix));
    return found === undefined ? null : found.slice(prefix.length);
  }

  write(turn: string): void {
    document.cookie = `${this.#name}=${turn}; path=/; SameSite=Strict; max-age=${String(turn === "" ? 0 : LIFE_SECONDS)}`;
  }
}
