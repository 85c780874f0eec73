import { z } from 'zod';
import { pathPart } from '../management/management-client.ts';
import { type Gathering, NotApplicable } from './evidence.ts';

/** What an application may do, as the tenant holds it. */
export type HeldClient = z.infer<typeof heldClientSchema>;

const heldClientSchema = z.object({
  callbacks: z.array(z.string()).default([]),
  grant_types: z.array(z.string()).default([]),
  is_first_party: z.boolean().optional(),
  token_endpoint_auth_method: z.string().optional(),
});

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
  const fields = Object.keys(heldClientSchema.shape).join(',');
  return heldClientSchema.parse(await management.get(`/clients/${pathPart(clientId)}`, { fields }));
}

/** What is held and was not declared, named for people. */
export function undeclared(what: string, held: readonly string[], declared: readonly string[]): string[] {
  const extra = held.filter((each) => !declared.includes(each));
  return extra.length === 0 ? [] : [`${what} ${extra.join(', ')}`];
}
