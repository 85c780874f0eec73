import type { BuildOptions } from 'esbuild';

/** How everything is bundled: for the oldest Node that it runs on, in modules that may hold CommonJS. */
export const bundling = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Names of classes, which oidc-provider stores.
  keepNames: true,
  banner: {
    js: "import { createRequire as $require } from 'node:module';\nconst require = $require(import.meta.url);",
  },
  metafile: true,
} as const satisfies BuildOptions;
