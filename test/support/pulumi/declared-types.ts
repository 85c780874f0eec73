import { registrationModes } from '../../../infra/settings/tenant-settings.ts';
import { parseSettings } from '../../../infra/settings/settings.ts';
import { desiredTenant } from '../../../infra/tenant.ts';
import { desiredResources } from '../../../src/drift/stack/desired.ts';
import { stackConfig } from '../project/stack-config.ts';

/**
 * Pulumi's type tokens of everything that the program declares, whatever the mode of registration.
 *
 * @param further settings beside those
 */
export function declaredTypes(further: Record<string, string> = {}): readonly string[] {
  const settings = registrationModes.map((registration) =>
    parseSettings(
      {
        ...stackConfig('dev'),
        'omnichat:registration': registration,
        'omnichat:clientIdMetadataDocuments': 'true',
        ...further,
      },
      'dev',
    ),
  );
  const resources = settings.flatMap((each) => desiredResources(desiredTenant(each)));
  return [...new Set(resources.map(({ type }) => type))];
}
