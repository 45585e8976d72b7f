const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const EXACT = new Intl.DateTimeFormat("en", { dateStyle: "full", timeStyle: "long" });
const DAY = new Intl.DateTimeFormat("en", { dateStyle: "medium" });

/** How far an instant is from now, in words: "3 hours ago", "in 6 days", "just now". */
export function relativeTime(instant: string, now: number): string {
  const seconds = (Date.parse(instant) - now) / 1000;
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return RELATIVE.format(Math.trunc(seconds / length), unit);
  }
  return "just now";
}

/** The instant in full, in the reader's time zone. */
export function exactTime(instant: string): string {
  return EXACT.format(new Date(instant));
}

export function day(instant: string): string {
  return DAY.format(new Date(instant));
}

/** The first instant of a local day given as 2026-04-30, or of the day after it. */
export function startOfDay(date: string, daysLater = 0): string {
  const [year = 0, month = 1, dayOfMonth = 1] = date.split("-").map(Number);
  return new Date(year, month - 1, dayOfMonth + daysLater).toISOString();
}
