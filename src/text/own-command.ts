import { ownCommand } from '../../infra/own-command.ts';

export { ownCommand };

/** Forgets the tenant on this machine, and every record of it. */
export const resetCommand = ownCommand('tenant reset');
