import type { ReadableCollections } from '../../state/collections.ts';
import { ManagementError } from '../errors.ts';

const permitted =
  /^client_grant\.(?:organization_id:(?<organization>org_\w+)|(?<any>allow_any_organization:true))$/;

/**
 * The ids of the applications that a search finds: by the organizations that their grants hold for.
 *
 * Source: Management API v2, `GET /clients`, which permits two searches. How it refuses others was never recorded.
 */
export function clientsFoundBy(entities: ReadableCollections, q: string): ReadonlySet<string | undefined> {
  const groups = permitted.exec(q)?.groups;
  if (!groups) throw new ManagementError(400, `Invalid query: ${q}`, 'invalid_query_string');
  const organization = entities.organizations.get(groups['organization'] ?? '');
  const grants = groups['any']
    ? [...entities.clientGrants.values()].filter((grant) => grant.allow_any_organization === true)
    : (organization?.client_grant_ids ?? []).flatMap((id) => entities.clientGrants.get(id) ?? []);
  return new Set(grants.map((grant) => grant.client_id));
}
