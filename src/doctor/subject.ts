import type { Settings } from '../../infra/settings/settings.ts';
import type { Applied } from '../drift/stack/applied.ts';
import type { ClientCredentials } from '../management/management-token.ts';
import type { TenantAddress } from '../management/tenant-connection.ts';

/** What is examined: a stack on this machine, with what a deploy of it would take from around it. */
export interface Subject {
  readonly stack: string;
  /** The project's. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Such as `20.19.0`. */
  readonly nodeVersion: string;
  /** The project's name and the stack's settings, or why they cannot be used. */
  readonly configuration: Configuration | Error;
  /** A tenant on this machine, which needs neither Pulumi nor anybody's credentials; or why it cannot be brought up. */
  readonly localTenant?: AnsweringTenant | Error;
}

/** A stack's files, checked. */
export interface Configuration {
  readonly project: string;
  /** The stack's own file, an absolute path. */
  readonly stackFile: string;
  readonly settings: Settings;
}

/** A tenant on this machine that answers now. */
export interface AnsweringTenant {
  readonly address: TenantAddress;
  /** Its folder, in which runs of the embedded engine exclude each other. */
  readonly directory: string;
  /** The URL of the backend in which Pulumi keeps the state of what it deployed here. */
  readonly backend: string;
  readonly credentials: ClientCredentials;
  /** What whichever engine deployed to it; undefined where it cannot be told. */
  readonly applied: Applied | undefined;
}
