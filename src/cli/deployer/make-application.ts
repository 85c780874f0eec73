import { z } from 'zod';
import { managementAudience } from '../../../infra/tenant.ts';
import { CliError } from '../exit-codes.ts';
import type { Auth0Cli } from './auth0-cli.ts';

/** A machine-to-machine application to be made, for the Management API alone. */
export interface WantedApplication {
  readonly name: string;
  readonly description: string;
  /** Of the Management API. */
  readonly scopes: readonly string[];
}

const made = z.object({ client_id: z.string().min(1), client_secret: z.string().min(1) });
const listed = z.array(z.object({ client_id: z.string(), name: z.string().optional() }));
const perPage = 100;

/**
 * Makes an application and its grant. Where the grant is refused, the application is deleted again.
 *
 * @throws {CliError} when the tenant has one of that name, or refuses; the message says what is left behind
 */
export async function makeApplication(
  cli: Auth0Cli,
  domain: string,
  { name, description, scopes }: WantedApplication,
): Promise<{ readonly clientId: string; readonly clientSecret: string }> {
  for (let page = 0; ; page += 1) {
    const query = { fields: 'client_id,name', per_page: String(perPage), page: String(page) };
    const found = listed.parse(await cli.send('get', 'clients', { query }));
    const namesake = found.find((each) => each.name === name);
    if (namesake !== undefined) {
      throw new CliError(
        `${domain} has an application ${name} (${namesake.client_id}) already, and nothing was made. Its Settings in the dashboard show the ` +
          'secret; or delete it, and run this again.',
      );
    }
    if (found.length < perPage) break;
  }
  const application = made.safeParse(
    await cli.send('post', 'clients', {
      body: {
        name,
        description,
        app_type: 'non_interactive',
        oidc_conformant: true,
        jwt_configuration: { alg: 'RS256' },
        grant_types: ['client_credentials'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    }),
  );
  if (!application.success) {
    throw new CliError(
      `${domain} made ${name}, and did not show its secret: look at it in the dashboard, and authorize it for the Management API there.`,
    );
  }
  const { client_id: clientId, client_secret: clientSecret } = application.data;
  try {
    await cli.send('post', 'client-grants', {
      body: {
        client_id: clientId,
        audience: managementAudience(domain),
        scope: scopes,
        subject_type: 'client',
      },
    });
  } catch (cause) {
    const left = await cli.send('delete', `clients/${clientId}`).then(
      () => 'It was deleted again.',
      () => `${name} (${clientId}) is left behind: delete it in the dashboard.`,
    );
    throw new CliError(`${name} was made, and its grant was not: ${(cause as Error).message} ${left}`, {
      cause,
    });
  }
  return { clientId, clientSecret };
}
