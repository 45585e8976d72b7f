const SIZES = ["B", "kB", "MB", "GB", "TB"];

/** 1234567 as "1.2 MB". */
export function fileSize(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** power;
  return `${amount.toLocaleString("en", { maximumFractionDigits: amount < 10 && power > 0 ? 1 : 0 })} ${SIZES[power]}`;
}

/** 93784 seconds as "1 d 2 h": the two largest parts. */
export function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), "d"],
    [Math.floor(whole / 3600) % 24, "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return "0 s";
  return parts
    .slice(first, first + 2)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** 0.00345 seconds as "3.5 ms". */
export function milliseconds(seconds: number): string {
  const amount = seconds * 1000;
  return `${amount.toLocaleString("en", { maximumFractionDigits: amount < 10 ? 1 : 0 })} ms`;
}

/** How many a list holds, when only one page of it was read: "200+" means that there are more. */
export function countOf(page: { items: readonly unknown[]; next_cursor?: string | null } | undefined): string | undefined {
  if (page === undefined) return undefined;
  return page.items.length.toLocaleString("en") + (page.next_cursor == null ? "" : "+");
}
