// Writes a .gz beside everything worth compressing, so that the server sends it without work per request.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { constants, gzipSync } from "node:zlib";

const DIST = new URL("../dist", import.meta.url).pathname;
const WORTH_IT = new Set([".js", ".css", ".html", ".svg", ".json"]);
const SMALLEST_BYTES = 512;

for (const name of readdirSync(DIST, { recursive: true })) {
  const path = join(DIST, String(name));
  if (!WORTH_IT.has(extname(path)) || !statSync(path).isFile() || statSync(path).size < SMALLEST_BYTES) continue;
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: constants.Z_BEST_COMPRESSION }));
}
