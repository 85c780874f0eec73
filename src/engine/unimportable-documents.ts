import { z } from 'zod';
import { ExpectedError } from '../text/expected-error.ts';
import { answerAs, objectOf } from '../management/answer.ts';
import type { ManagementClient } from '../management/management-client.ts';
import { ManagementError } from '../management/management-error.ts';
import type { Properties } from '../management/properties/property-rules.ts';
import { tokens } from '../management/resources/resource-types.ts';

/** The tenant would not import a client ID metadata document. */
class UnimportableDocumentError extends ExpectedError {
  override readonly name = 'UnimportableDocumentError';
  readonly code = 'DOCUMENT_UNIMPORTABLE';
}

const path = '/clients/cimd/preview';

/** As much of a preview as tells whether an import would succeed. */
const previewShape = objectOf({
  validation: objectOf({ valid: z.boolean(), violations: z.array(z.string()).nullish() }).nullish(),
  errors: z.array(z.unknown()).nullish(),
});

/**
 * Has the tenant look at the metadata documents that a run would import, before anything is written: a document's host may not answer, and a
 * plan may lack the way in which the client signs in (`private_key_jwt`, Auth0 "Configure Private Key JWT"). Imports nothing.
 *
 * @param toBeMade the resources that the run would create; those that are no imported applications are passed over
 * @throws {UnimportableDocumentError} with every document that Auth0 refuses
 * @throws {ManagementError} when the tenant cannot be asked
 */
export async function refuseUnimportable(
  client: ManagementClient,
  toBeMade: readonly { readonly type: string; readonly inputs: Properties }[],
  { stack }: { readonly stack: string },
): Promise<void> {
  const urls = toBeMade
    .filter(({ type }) => type === tokens.clientCimd)
    .map(({ inputs }) => String(inputs['externalClientId']));
  const refusals = await Promise.all(
    urls.map(async (url) => ({ url, reason: await refusalOf(client, url) })),
  );
  const lines = refusals.flatMap(({ url, reason }) => (reason === undefined ? [] : [`  ${url}: ${reason}`]));
  if (lines.length === 0) return;
  throw new UnimportableDocumentError(
    `The tenant does not import ${lines.length === 1 ? 'a client ID metadata document' : 'client ID metadata documents'} that this stack declares. Nothing was changed:\n` +
      `${lines.join('\n')}\n` +
      `With omnichat:clientIdMetadataDocuments: false in Pulumi.${stack}.yaml all else deploys, and clients link as omnichat:registration says.`,
  );
}

async function refusalOf(client: ManagementClient, url: string): Promise<string | undefined> {
  try {
    const answer = await client.post(path, { external_client_id: url });
    const { validation, errors } = answerAs(answer, previewShape, {
      domain: client.domain,
      method: 'POST',
      path,
    });
    const reasons = [...(errors ?? []).map(String), ...(validation?.violations ?? [])];
    return validation?.valid === true && reasons.length === 0
      ? undefined
      : reasons.join('; ') || 'it is not valid';
  } catch (error) {
    // A plan says no to a document, a missing scope to whoever asks.
    if (!(error instanceof ManagementError) || error.status !== 403 || error.missingScopes.length > 0)
      throw error;
    return error.message;
  }
}
