import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    manifest: true,
    // Hall PCs are old and offline: no preload shims for browsers without modules.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  // Tests that need a document say so in their first line.
  test: { environment: "node", include: ["src/**/*.test.ts", "src/**/*.test.tsx"] },
});
