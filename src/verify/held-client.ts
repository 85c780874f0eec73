import { z } from 'zod';
import { getAs } from '../management/answer.ts';
import { pathPart } from '../management/management-client.ts';
import { clientShape } from '../management/resources/client.ts';
import { type Gathering, NotApplicable } from './evidence.ts';

/** What an application may do, as the tenant holds it. */
export interface HeldClient {
  readonly callbacks: readonly string[];
  readonly grant_types: readonly string[];
  readonly is_first_party?: boolean | null | undefined;
  readonly token_endpoint_auth_method?: string | null | undefined;
}

const fields = ['client_id', 'callbacks', 'grant_types', 'is_first_party', 'token_endpoint_auth_method'];

/**
 * Reads an application through the Management API (Auth0 Management API, "Get a client", scope `read:clients`): what it may do
 * beyond what it must cannot be seen from outside.
 *
 * @throws {NotApplicable} where nobody may read
 * @throws {ManagementError} when the tenant refuses
 */
export async function heldClient({ management }: Gathering, clientId: string): Promise<HeldClient> {
  if (management === undefined) {
    throw new NotApplicable(
      'it takes a look into the tenant: set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET to an application that may read:clients',
    );
  }
  // An answer that is about this application says so; all else may be left out where it was never set.
  const shape = clientShape.partial({ name: true }).extend({ client_id: z.literal(clientId) });
  const held = await getAs(management, shape, `/clients/${pathPart(clientId)}`, { fields });
  return { ...held, callbacks: held.callbacks ?? [], grant_types: held.grant_types ?? [] };
}

/** What is held and was not declared, named for people. */
export function undeclared(what: string, held: readonly string[], declared: readonly string[]): string[] {
  const extra = held.filter((each) => !declared.includes(each));
  return extra.length === 0 ? [] : [`${what} ${extra.join(', ')}`];
}
