import type * as auth0 from '@pulumi/auth0';
import type { Unwrap } from '@pulumi/pulumi';
import { type JoinedConnection, ownDatabase } from './settings/connections-setting.ts';
import type { registrationModes } from './settings/tenant-settings.ts';
import { hasThirdParties } from './settings/third-parties.ts';

/** Who logs in. */
export interface DesiredPeople {
  /** The users' database: enabled for the connector, and on domain level for third-party clients if there can be any. */
  readonly users?: Unwrap<auth0.ConnectionArgs>;
  /** Connections of others, for which the connector is enabled beside whatever else is. */
  readonly connections: readonly JoinedConnection[];
}

/** The settings that it is made of. */
interface PeopleSettings {
  readonly production: boolean;
  readonly registration: (typeof registrationModes)[number];
  readonly clientIdMetadataDocuments: boolean;
  readonly ownUsers: boolean;
  readonly connections: readonly JoinedConnection[];
}

/** Who logs in, by the settings. */
export const desiredPeople = (settings: PeopleSettings): DesiredPeople => ({
  ...(settings.ownUsers && {
    users: {
      name: ownDatabase,
      strategy: 'auth0',
      isDomainConnection: hasThirdParties(settings),
      options: {
        passwordPolicy: 'good',
        bruteForceProtection: true,
        disableSignup: settings.production,
        importMode: false,
        enabledDatabaseCustomization: false,
        requiresUsername: false,
      },
    },
  }),
  connections: settings.connections.map((connection) => ({ ...connection })),
});
