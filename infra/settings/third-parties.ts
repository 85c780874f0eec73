import type { JoinedConnection } from './connections-setting.ts';
import type { registrationModes } from './tenant-settings.ts';

/** The settings that decide about them. */
interface ThirdPartySettings {
  readonly registration: (typeof registrationModes)[number];
  readonly clientIdMetadataDocuments: boolean;
  readonly ownUsers: boolean;
  readonly connections: readonly JoinedConnection[];
}

/** Whether clients can come that are third parties, and see connections of the domain level alone. */
export const hasThirdParties = ({
  registration,
  clientIdMetadataDocuments,
}: Pick<ThirdPartySettings, 'registration' | 'clientIdMetadataDocuments'>): boolean =>
  registration !== 'off' || clientIdMetadataDocuments;

/** What keeps third parties from logging anybody in: one sentence each. */
export function thirdPartyWarnings(settings: ThirdPartySettings): readonly string[] {
  const { ownUsers, connections } = settings;
  if (ownUsers || !hasThirdParties(settings)) return [];
  if (connections.some(({ isDomainConnection }) => isDomainConnection === true)) return [];
  const names = connections.map(({ name }) => name);
  return [
    `omnichat:connections promotes none of ${names.join(', ')} to domain level: unless somebody has done so by hand, clients that register ` +
      'themselves, and those of metadata documents, log nobody in. Write a row with isDomainConnection: true.',
  ];
}
