import type { CommandDefinition } from '../../invocation.ts';
import { defineTenantDomains } from './domains.ts';
import { defineTenantEnv, defineTenantExec } from './environment.ts';
import { defineTenantFactors } from './factors.ts';
import { defineTenantKeys } from './keys.ts';
import { defineTenantServe } from './serve.ts';
import { defineTenantExport, defineTenantReset } from './state.ts';
import { defineTenantUsers } from './users.ts';

/** The commands below `tenant`, in the order in which help lists them. */
const commands: readonly (readonly [name: string, description: string, define: CommandDefinition])[] = [
  [
    'serve',
    'serve the tenant on this machine until interrupted, at the domain of the stack',
    defineTenantServe,
  ],
  [
    'exec',
    'run a program with the environment that points an Auth0 client at the tenant on this machine',
    defineTenantExec,
  ],
  [
    'env',
    'print the environment that points an Auth0 client at the tenant on this machine, as export lines',
    defineTenantEnv,
  ],
  ['export', 'print everything in the tenant on this machine as JSON', defineTenantExport],
  ['domains', 'custom domains of the tenant on this machine', defineTenantDomains],
  ['factors', 'factors that the tenant on this machine asks people for', defineTenantFactors],
  ['keys', 'keys that the tenant on this machine signs tokens with', defineTenantKeys],
  ['users', 'people who can log in to the tenant on this machine', defineTenantUsers],
  ['reset', 'forget everything in the tenant on this machine, and every record of it', defineTenantReset],
];

/** `tenant`: the Auth0 tenant on this machine. */
export const defineTenant: CommandDefinition = (command, run, whole) => {
  for (const [name, description, define] of commands) {
    define(command.command(name).description(description), run, whole);
  }
};
