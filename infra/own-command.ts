import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * How a person starts this tool where it lies: by its file in a checkout, of which npx would make itself a copy first, for half a
 * minute; else by npx, which takes the version that the project has installed, and never one from the registry.
 */
const start = import.meta.url.includes('/node_modules/')
  ? 'npx --no-install omnichat-auth0'
  : 'node bin/omnichat-auth0.js';

const project = new AsyncLocalStorage<string>();

/** Which project a command is for that is printed now, `-C DIR ` as a shell reads it; nothing where that is the one it is run in. */
const ofProject = () => {
  const directory = project.getStore();
  return directory === undefined ? '' : `-C ${directory} `;
};

/** A command of this tool, for a person to run where the one was run that prints it. */
export const ownCommand = (words: string): string => `${start} ${ofProject()}${words}`;

/** The same of the Pulumi CLI. */
export const pulumiCommand = (words: string): string => `pulumi ${ofProject()}${words}`;

/**
 * Does something whose commands are for a project elsewhere.
 *
 * @param directory the project's, as a shell reads it
 */
export const commandingProject = <Result>(directory: string, run: () => Result): Result =>
  project.run(directory, run);
