import { beforeEach, describe, expect, test } from "vitest";

import { Problem } from "./problem";
import { StorageLock } from "./storage-lock";
import { TokenKeeper, type TokenSurroundings, type Turns } from "./tokens";

class MemoryStorage implements Storage {
  readonly #values = new Map<string, string>();
  get length(): number {
    return this.#values.size;
  }
  clear(): void {
    this.#values.clear();
  }
  getItem(key: string): string | null {
    return this.#values.get(key) ?? null;
  }
  key(index: number): string | null {
    return [...this.#values.keys()][index] ?? null;
  }
  removeItem(key: string): void {
    this.#values.delete(key);
  }
  setItem(key: string, value: string): void {
    this.#values.set(key, value);
  }
}

/** One turn after the other, as the browser's locks give them to tabs. */
class Turnstile {
  #last: Promise<unknown> = Promise.resolve();
  request<Result>(_name: string, work: () => Promise<Result>): Promise<Result> {
    const run = this.#last.then(work);
    this.#last = run.catch(() => undefined);
    return run;
  }
}

/** A server that rotates: each refresh token works once, and using one again ends the session. */
class RotatingServer {
  issued = 0;
  reused = false;
  status = 200;
  #valid = "";

  issue(): { access_token: string; refresh_token: string; expires_in: number } {
    this.issued += 1;
    this.#valid = `refresh-${this.issued}`;
    return { access_token: `access-${this.issued}`, refresh_token: this.#valid, expires_in: 600 };
  }

  readonly fetch = async (_url: unknown, init?: RequestInit): Promise<Response> => {
    await Promise.resolve();
    if (this.status !== 200) return Response.json({ code: "unavailable", title: "Away" }, { status: this.status });
    const { refresh_token: given } = JSON.parse(String(init?.body)) as { refresh_token: string };
    if (given !== this.#valid) {
      this.reused = true;
      return Response.json({ code: "refresh_token_reused" }, { status: 401 });
    }
    return Response.json(this.issue());
  };
}

const MINUTE = 60_000;

describe("TokenKeeper", () => {
  let server: RotatingServer;
  let shared: MemoryStorage;
  let turns: () => Turns;
  let now: number;

  const openTab = (): TokenKeeper => {
    const around: TokenSurroundings = {
      storage: shared,
      locks: turns(),
      fetch: server.fetch as typeof fetch,
      now: () => now,
    };
    return new TokenKeeper(around);
  };

  beforeEach(() => {
    server = new RotatingServer();
    shared = new MemoryStorage();
    const turnstile = new Turnstile();
    turns = () => turnstile;
    now = 0;
  });

  test("uses the access token until shortly before its end", async () => {
    const tab = openTab();
    tab.keep(server.issue());
    now = 9 * MINUTE;
    expect(await tab.current()).toBe("access-1");
    now = 9.6 * MINUTE;
    expect(await tab.current()).toBe("access-2");
  });

  test("asks once for many requests at the same time", async () => {
    const tab = openTab();
    tab.keep(server.issue());
    now = 11 * MINUTE;
    const tokens = await Promise.all([tab.current(), tab.current(), tab.current()]);
    expect(tokens).toEqual(["access-2", "access-2", "access-2"]);
    expect(server.issued).toBe(2);
  });

  test("many tabs never send a refresh token twice", async () => {
    const first = openTab();
    first.keep(server.issue());
    const tabs = [first, openTab(), openTab(), openTab()];
    now = 11 * MINUTE;
    const tokens = await Promise.all(tabs.map((tab) => tab.current()));
    expect(tokens).toEqual(["access-2", "access-2", "access-2", "access-2"]);
    expect(server).toMatchObject({ reused: false, issued: 2 });
  });

  test("tabs take turns through the storage where the browser has no locks", async () => {
    let tabNumber = 0;
    turns = () => new StorageLock(shared, `tab-${(tabNumber += 1)}`);
    const first = openTab();
    first.keep(server.issue());
    now = 11 * MINUTE;
    await Promise.all([first, openTab(), openTab()].map((tab) => tab.current()));
    expect(server).toMatchObject({ reused: false, issued: 2 });
  });

  test("a token that the server refused is renewed though it has not run out", async () => {
    const tab = openTab();
    tab.keep(server.issue());
    expect(await tab.renew("access-1")).toBe("access-2");
    expect(await openTab().renew("access-1")).toBe("access-2");
  });

  test("a clear no signs out and tells", async () => {
    const tab = openTab();
    tab.keep(server.issue());
    shared.setItem("fivefold.refresh", "stolen-and-used");
    let told = 0;
    tab.subscribe(() => (told += 1));
    now = 11 * MINUTE;
    expect(await tab.current()).toBeNull();
    expect(tab.signedIn()).toBe(false);
    expect(told).toBe(1);
  });

  test("a server that is away does not sign anybody out", async () => {
    const tab = openTab();
    tab.keep(server.issue());
    now = 11 * MINUTE;
    server.status = 503;
    await expect(tab.current()).rejects.toBeInstanceOf(Problem);
    expect(tab.signedIn()).toBe(true);
    server.status = 200;
    expect(await tab.current()).toBe("access-2");
  });

  test("signing out in another tab is noticed", async () => {
    const tab = openTab();
    tab.keep(server.issue());
    shared.removeItem("fivefold.refresh");
    let told = 0;
    tab.subscribe(() => (told += 1));
    tab.noticed({ key: "fivefold.refresh", newValue: null, oldValue: "refresh-1" });
    tab.noticed({ key: "fivefold.refresh", newValue: "refresh-3", oldValue: "refresh-2" });
    expect(told).toBe(1);
    expect(await tab.current()).toBeNull();
  });
});

describe("TokenKeeper in tabs that are processes of their own", () => {
  test("a tab that gets the lock before it sees what another one stored waits for it", async () => {
    const server = new RotatingServer();
    const shared = new MemoryStorage();
    const locks = new Turnstile();
    let now = 0;
    let turn: string | null = null;
    const mark = { read: () => turn, write: (last: string) => (turn = last) };
    const late = new MemoryStorage();
    const tabOn = (storage: Storage): TokenKeeper =>
      new TokenKeeper({ storage, locks, mark, fetch: server.fetch as typeof fetch, now: () => now });
    const arrive = (): void => {
      for (const key of ["fivefold.refresh", "fivefold.access", "fivefold.turn"]) {
        late.setItem(key, shared.getItem(key) ?? "");
      }
    };
    const early = tabOn(shared);
    early.keep(server.issue());
    arrive();
    now = 11 * MINUTE;
    expect(await early.current()).toBe("access-2");
    const waiting = tabOn(late).current();
    setTimeout(arrive, 40);
    expect(await waiting).toBe("access-2");
    expect(server).toMatchObject({ reused: false, issued: 2 });
  });
});
