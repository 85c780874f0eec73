/**
 * How a person starts this tool where it lies: by its file in a checkout, of which npx would make itself a copy first, for half a
 * minute; else by npx, which takes the version that the project has installed, and never one from the registry.
 */
const start = import.meta.url.includes('/node_modules/')
  ? 'npx --no-install omnichat-auth0'
  : 'node bin/omnichat-auth0.js';

/** A command of this tool, for a person to run in the project that has it. */
export const ownCommand = (words: string): string => `${start} ${words}`;
