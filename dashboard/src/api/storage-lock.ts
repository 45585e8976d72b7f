const KEY = "fivefold.refresh-lease";
/** Longer than a refresh takes; a tab that was closed in the middle holds the others up for no more than this. */
const LEASE_MILLISECONDS = 10_000;
/** Time for a write of another tab to become visible here. */
const SETTLE_MILLISECONDS = 30;

/**
 * One tab at a time, for browsers and addresses without Web Locks (plain http:// that is not localhost): whoever
 * wrote its name into the shared storage last, and still finds it there a moment later, has the lease.
 */
export class StorageLock {
  readonly #storage: Storage;
  readonly #name: string;

  constructor(storage: Storage, name: string) {
    this.#storage = storage;
    this.#name = name;
  }

  async request<Result>(_lock: string, work: () => Promise<Result>): Promise<Result> {
    while (!(await this.#acquire())) await pause(SETTLE_MILLISECONDS * (1 + Math.random()));
    try {
      return await work();
    } finally {
      if (this.#holder() === this.#name) this.#storage.removeItem(KEY);
    }
  }

  async #acquire(): Promise<boolean> {
    if (this.#holder() !== null) return false;
    this.#storage.setItem(KEY, `${this.#name} ${Date.now() + LEASE_MILLISECONDS}`);
    await pause(SETTLE_MILLISECONDS);
    return this.#holder() === this.#name;
  }

  /** Who has the lease, unless it ran out. */
  #holder(): string | null {
    const [name, until] = this.#storage.getItem(KEY)?.split(" ") ?? [];
    return name !== undefined && Number(until) > Date.now() ? name : null;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
