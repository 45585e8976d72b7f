// Fails the build when a first visit would load more JavaScript than agreed: the entry, the shell and the heaviest
// page, with everything they import.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET_KILOBYTES = 300;
const DIST = new URL("../dist", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(DIST, ".vite/manifest.json"), "utf8"));

const gzipped = (file) => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length;

function filesOf(name, found = new Set()) {
  const chunk = manifest[name];
  if (chunk === undefined || found.has(chunk.file)) return found;
  if (chunk.file.endsWith(".js")) found.add(chunk.file);
  for (const imported of chunk.imports ?? []) filesOf(imported, found);
  return found;
}

const kilobytes = (files) => [...files].reduce((sum, file) => sum + gzipped(file), 0) / 1000;
const entry = filesOf("index.html");
const shell = filesOf("src/layout/shell.tsx", new Set(entry));
const pages = Object.keys(manifest)
  .filter((name) => name.startsWith("src/modules/"))
  .map((name) => ({ name, size: kilobytes(filesOf(name, new Set(shell))) }))
  .toSorted((one, other) => other.size - one.size);
const heaviest = pages[0] ?? { name: "the shell", size: kilobytes(shell) };

process.stdout.write(
  `JavaScript, gzipped: ${kilobytes(entry).toFixed(0)} kB to the first screen, ` +
    `${heaviest.size.toFixed(0)} kB with the heaviest page (${heaviest.name}); the limit is ${BUDGET_KILOBYTES} kB\n`,
);
if (heaviest.size > BUDGET_KILOBYTES) {
  process.stderr.write("The first visit loads too much JavaScript.\n");
  process.exit(1);
}
