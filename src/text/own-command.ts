/**
 * A command of this tool, for a person to run in the project that has it: its own version, which npx alone finds, and never one from
 * the registry.
 */
export const ownCommand = (words: string): string => `npx --no-install omnichat-auth0 ${words}`;

/** Forgets the tenant on this machine, and every record of it. */
export const resetCommand = ownCommand('tenant reset');
