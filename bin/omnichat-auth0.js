#!/usr/bin/env node
import module from 'node:module';
import { register } from 'tsx/esm/api';

// From Node 22 on, what was compiled once is found again in the next run.
module.enableCompileCache?.();
// tsx turns source maps on, which costs every run a tenth of a second. NODE_OPTIONS=--enable-source-maps has them.
const { sourceMapsEnabled } = process;
register();
process.setSourceMapsEnabled(sourceMapsEnabled);

const { main } = await import('../src/cli/main.ts');
await main(process.argv);
