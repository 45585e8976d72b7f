import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    // light-dark() and nesting as they are written: every browser of the last two years knows them.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // The size check reads which files a first visit loads from here.
    manifest: true,
    modulePreload: { polyfill: false },
    // A font or image as a data: address could not be cached on its own.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // A few files that seldom change, rather than one for each component: HTTP/1.1 fetches six at a time.
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler|@tanstack|openapi-fetch)\// },
            { name: "mantine", test: /node_modules\/(@mantine\/(core|hooks|form|notifications)|@floating-ui|clsx)\// },
            { name: "foundation", test: /\/src\/(api|components|session|text)\// },
          ],
        },
      },
    },
  },
  server: {
    proxy: { "/api": process.env["FIVEFOLD_ADDRESS"] ?? "http://127.0.0.1:8000" },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
