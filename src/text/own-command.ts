import { commandingProject, ownCommand, pulumiCommand } from '../../infra/own-command.ts';

export { commandingProject, ownCommand, pulumiCommand };

/** Forgets the tenant on this machine, and every record of it. */
export const resetCommand = (): string => ownCommand('tenant reset');
