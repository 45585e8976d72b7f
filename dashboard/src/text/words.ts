/** "api_keys" or "role_changed" as words. API keeps its capitals. */
export function words(name: string): string {
  const text = name.replaceAll(/[_.:-]+/g, " ").replaceAll(/\bapi\b/gi, "API").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The same inside a sentence: "project created", but "API key created". */
export function inSentence(text: string): string {
  return /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

/** "1 project", "3 projects". */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? singular : plural}`;
}

/** A short code that people can read in a URL: "Harbor & Pine" becomes "harbor-pine". */
export function codeFrom(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036F]/g, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
}

/** A browser and system out of a user agent, for people: "Firefox on Linux". */
export function deviceName(userAgent: string): string {
  const browser = firstMatch(userAgent, BROWSERS) ?? (userAgent.split("/")[0] || "Unknown client");
  const system = firstMatch(userAgent, SYSTEMS);
  return system === undefined ? browser : `${browser} on ${system}`;
}

type Names = readonly (readonly [RegExp, string])[];

// The order matters: every browser claims to be several others.
const BROWSERS: Names = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/HeadlessChrome\//, "Headless Chrome"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];

const SYSTEMS: Names = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/Linux/, "Linux"],
];

function firstMatch(text: string, names: Names): string | undefined {
  return names.find(([pattern]) => pattern.test(text))?.[1];
}
