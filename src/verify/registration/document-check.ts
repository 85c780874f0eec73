import { isLoopbackUrl, type McpClient } from '../../../infra/declared-clients.ts';
import { check, fail, judged, pass } from '../check.ts';
import { metadata, usableServer } from '../documents/authorization-server.ts';
import { type Source, targetPart } from '../evidence.ts';
import { probeAuthorization } from '../oauth/authorization-probe.ts';
import { undo } from '../remedy.ts';
import { importedDocuments } from '../refusals/refused-oauth.ts';

const clients = targetPart(
  'the declared clients',
  (target) => target.clients,
  'nothing says what each client needs of this issuer',
);

/** Whether the issuer says that it takes client ID metadata documents. */
const takesDocuments: Source<boolean> = {
  name: 'what the issuer says of metadata documents',
  gather: async ({ evidence }) =>
    (await evidence(metadata)).document['client_id_metadata_document_supported'] === true,
};

/** The declared clients whose documents the issuer does not know: it is asked to log nobody in to them. */
const unknownDocuments: Source<readonly string[]> = {
  name: 'the answers to the metadata documents',
  gather: async (gathering) => {
    const [declared, server, taken] = await Promise.all([
      gathering.evidence(clients),
      gathering.evidence(metadata),
      gathering.evidence(takesDocuments),
    ]);
    if (!taken) return [];
    const asked = declared.map(async ({ clientIdMetadataUrl: clientId, ...client }) => {
      if (clientId === undefined) return [];
      const { message } = await probeAuthorization(gathering, {
        server: usableServer(server),
        clientId,
        redirectUri: redirectUriOf(client),
        responseType: 'code',
        scope: gathering.target.api?.thirdPartyScopes?.join(' ') ?? '',
      });
      return /unknown client/i.test(message) ? [`${client.title}: ${message}`] : [];
    });
    return (await Promise.all(asked)).flat();
  },
};

const redirectUriOf = ({
  callbackUrls,
  loopbackUrls,
}: Pick<McpClient, 'callbackUrls' | 'loopbackUrls'>): string =>
  callbackUrls.find((url) => !isLoopbackUrl(url)) ??
  callbackUrls[0] ??
  loopbackUrls[0] ??
  'https://verify.invalid/callback';

/**
 * With such an issuer clients name their documents rather than register, and Auth0 knows those alone that were imported (Auth0, "Register
 * Applications with CIMD").
 */
export const documentCheck = check({
  id: 'registration-documents',
  title: 'No declared client is led to name a metadata document that was not imported',
  needs: { takesDocuments, unknownDocuments },
  judge: ({ takesDocuments: taken, unknownDocuments: unknown }, target) => {
    if (target.documents === true && !taken) {
      return fail(
        'the issuer does not say that it takes client ID metadata documents',
        undo(target, 'client_id_metadata_document_supported of the tenant'),
      );
    }
    if (!taken) return pass('the issuer takes no client ID metadata documents');
    return judged(unknown, { holds: 'all are known', remedy: importedDocuments(target) });
  },
});
