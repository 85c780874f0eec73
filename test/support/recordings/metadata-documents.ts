import { DocumentError, type GetDocument } from '../../../src/local-tenant/management/public-document.ts';
import type { Exchange } from './recording.ts';
import { isFields } from './recorded-ids.ts';

/** Where Auth0's names for what it read in a client ID metadata document differ from the document's own. */
const documentNames: Readonly<Record<string, string>> = {
  app_type: 'application_type',
  callbacks: 'redirect_uris',
  external_client_id: 'client_id',
  name: 'client_name',
};

/** The metadata documents that Auth0 fetched in a recording, as far as it said what it read in them. */
export function recordedDocuments(exchanges: readonly Exchange[]): GetDocument {
  return async (url) => {
    const mapped = exchanges
      .map(({ answer }) => (isFields(answer) ? answer['mapped_fields'] : undefined))
      .find((fields) => isFields(fields) && fields['external_client_id'] === url);
    if (!isFields(mapped)) throw new DocumentError(`no document was recorded for ${url}`);
    const known = Object.entries(mapped).map(([name, value]) => [documentNames[name] ?? name, value]);
    const [, names = ''] =
      /Ignoring unsupported properties: ([\w, ]+)\./.exec(JSON.stringify(exchanges)) ?? [];
    const unsupported = names.split(', ').map((name) => [name, url]);
    return Object.fromEntries([...known, ...unsupported]);
  };
}
