import * as z from 'zod';
import { authorize } from '../../authorization.ts';
import { invalidBody, ManagementError } from '../../errors.ts';
import { route, type ManagementContext, type Route } from '../../route.ts';
import { documentUrlProblem } from './document-url.ts';
import { importClient, type RetrievedDocument, retrievedDocument } from './imported-client.ts';
import { DocumentError } from '../../public-document.ts';

const documentBody = z.strictObject({ external_client_id: z.string().min(1).max(120) });

/** `/clients/cimd`: applications from client ID metadata documents. */
export function metadataDocumentRoutes(context: ManagementContext): readonly Route[] {
  const { store, getDocument } = context;
  const imported = (url: string) => store.read.clients.by('external_client_id', url)[0];

  return [
    route({
      method: 'POST',
      path: '/clients/cimd/preview',
      scopes: ['read:clients'],
      body: documentBody,
      handle: async ({ body: { external_client_id: url } }) => {
        checkUrl(url);
        const existing = imported(url);
        const known = existing && { client_id: existing.client_id };
        try {
          const document = await retrievedDocument(url, getDocument);
          return { status: 200, body: { ...shown(document), ...known } };
        } catch (error) {
          if (!(error instanceof DocumentError)) throw error;
          return { status: 200, body: { errors: [error.message], ...known } };
        }
      },
    }),
    route({
      method: 'POST',
      path: '/clients/cimd/register',
      scopes: ['create:clients', 'update:clients'],
      body: documentBody,
      handle: async ({ body: { external_client_id: url }, scopes }) => {
        if (store.documents.settings.client_id_metadata_document_supported !== true) {
          throw new ManagementError(
            403,
            'Client ID Metadata Document registration is not enabled for this tenant.',
            'operation_not_supported',
          );
        }
        checkUrl(url);
        const existing = imported(url);
        authorize(scopes, [existing ? 'update:clients' : 'create:clients']);
        const document = await retrievedDocument(url, getDocument).catch((error: unknown) => {
          throw error instanceof DocumentError ? invalidDocument(error.message) : error;
        });
        const { mapped_fields: mapped, validation, keys } = document;
        if (mapped === undefined) throw invalidDocument(validation.violations.join('; '));
        const client = await store.write((tenant) => importClient(tenant, mapped, keys, context.now()));
        return {
          status: existing ? 200 : 201,
          body: { client_id: client.client_id, ...shown(document) },
        };
      },
    }),
  ];
}

function checkUrl(url: string): void {
  const problem = documentUrlProblem(url);
  if (problem !== undefined) throw invalidBody(`'external_client_id' ${problem}.`);
}

const invalidDocument = (reason: string) => new ManagementError(400, reason, 'invalid_client_metadata');

/** A key set takes the place of the method, as in an application. */
function shown({ mapped_fields: mapped, validation, keys }: RetrievedDocument): object {
  if (mapped === undefined) return { validation };
  if (keys.length === 0) return { mapped_fields: mapped, validation };
  const credentials = keys.map(({ kid, alg }) => ({ credential_type: 'public_key', kid, alg }));
  return {
    mapped_fields: { ...mapped, client_authentication_methods: { private_key_jwt: { credentials } } },
    validation,
  };
}
