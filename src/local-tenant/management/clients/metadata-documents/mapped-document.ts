import * as z from 'zod';
import { loopbackHosts, isStrictRedirectUri } from '../../../rules/redirect-uris.ts';

/** An application as its metadata document describes it, in the names of `/clients`. */
export interface MappedFields {
  readonly external_client_id: string;
  readonly name: string;
  readonly callbacks?: readonly string[];
  readonly logo_uri?: string;
  readonly description?: string;
  readonly grant_types: readonly string[];
  readonly app_type: 'native' | 'regular_web';
  readonly token_endpoint_auth_method: 'none' | 'private_key_jwt';
  readonly jwks_uri?: string;
}

/** What Auth0 makes of a metadata document. */
export interface MappedDocument {
  /** Absent of a document that is not valid. */
  readonly mapped_fields?: MappedFields;
  readonly validation: {
    readonly valid: boolean;
    readonly violations: readonly string[];
    readonly warnings: readonly string[];
  };
}

const grantTypes = ['authorization_code', 'refresh_token'];
const refusedSecret = 'must be none or private_key_jwt';

function isUrl(text: string, ...schemes: readonly string[]): boolean {
  return schemes.includes(URL.parse(text)?.protocol ?? '');
}

const isLoopback = (uri: string) => isUrl(uri, 'http:', 'https:') && loopbackHosts.has(new URL(uri).hostname);

/** Sources: Auth0, "CIMD Validation Rules"; draft-ietf-oauth-client-id-metadata-document, section 4. */
const documentSchema = (url: string) =>
  z
    .looseObject({
      client_id: z.literal(url, 'must be the URL of the document'),
      client_name: z.string().min(1),
      redirect_uris: z
        .array(z.string().refine(isStrictRedirectUri, 'is not a valid redirect URI'))
        .optional(),
      grant_types: z
        .array(z.string())
        .refine(
          (types) => types.some((type) => grantTypes.includes(type)),
          `must include one of ${grantTypes.join(', ')}`,
        ),
      application_type: z.enum(['native', 'web']).default('web'),
      token_endpoint_auth_method: z.enum(['none', 'private_key_jwt'], refusedSecret).default('none'),
      jwks_uri: z
        .string()
        .refine(
          (uri) => isUrl(uri, 'https:') && new URL(uri).origin === new URL(url).origin,
          'must be of the origin of the document',
        )
        .optional(),
      jwks: z.undefined('is not supported: name a jwks_uri').optional(),
      logo_uri: z
        .string()
        .refine((uri) => isUrl(uri, 'https:', 'http:'), 'is not a URL')
        .optional(),
      description: z.string().max(140).optional(),
      response_types: z.array(z.string()).optional(),
    })
    .superRefine((document, context) => {
      const refuse = (path: string, message: string) =>
        context.addIssue({ code: 'custom', path: [path], message });
      const { redirect_uris: uris = [], grant_types: types, application_type: type } = document;
      if (uris.length === 0 && types.includes('authorization_code'))
        refuse('redirect_uris', 'must not be empty');
      if (new Set(uris).size < uris.length) refuse('redirect_uris', 'must be unique');
      const refused = uris.find((uri) => !(isLoopback(uri) ? type === 'native' : isUrl(uri, 'https:')));
      if (refused !== undefined) {
        refuse('redirect_uris', `${refused} must be https, or on a loopback address of a native application`);
      }
      if (document.token_endpoint_auth_method === 'private_key_jwt' && document.jwks_uri === undefined) {
        refuse('jwks_uri', 'is missing, and private_key_jwt needs it');
      }
    });

/** Checks a metadata document, and tells what becomes of it; pure. */
export function mappedDocument(url: string, document: unknown): MappedDocument {
  const schema = documentSchema(url);
  const parsed = schema.safeParse(document);
  const warnings = warningsOf(document, Object.keys(schema.shape));
  if (!parsed.success) {
    const violations = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'The document'}: ${message}`,
    );
    return { validation: { valid: false, violations, warnings } };
  }
  const {
    client_name: name,
    redirect_uris: callbacks,
    logo_uri,
    description,
    jwks_uri,
    ...rest
  } = parsed.data;
  return {
    mapped_fields: {
      external_client_id: url,
      name,
      ...(callbacks && { callbacks }),
      ...(logo_uri !== undefined && { logo_uri }),
      ...(description !== undefined && { description }),
      grant_types: rest.grant_types.filter((type) => grantTypes.includes(type)),
      app_type: rest.application_type === 'native' ? 'native' : 'regular_web',
      token_endpoint_auth_method: rest.token_endpoint_auth_method,
      ...(rest.token_endpoint_auth_method === 'private_key_jwt' && jwks_uri !== undefined && { jwks_uri }),
    },
    validation: { valid: true, violations: [], warnings },
  };
}

function warningsOf(document: unknown, supported: readonly string[]): readonly string[] {
  if (typeof document !== 'object' || document === null) return [];
  const { grant_types: types, response_types: responses } = document as Readonly<Record<string, unknown>>;
  const listed = (list: unknown): readonly string[] => (Array.isArray(list) ? list.map(String) : []);
  const strange = Object.keys(document).filter((name) => !supported.includes(name));
  const filtered = listed(types).filter((type) => !grantTypes.includes(type));
  return [
    ...(strange.length > 0
      ? [
          `Ignoring unsupported properties: ${strange.join(', ')}. These properties are not validated or mapped to the Auth0 client configuration.`,
        ]
      : []),
    ...(filtered.length > 0 ? [`Ignoring unsupported grant types: ${filtered.join(', ')}.`] : []),
    ...(listed(responses).includes('code') && !listed(types).includes('authorization_code')
      ? ["The response type 'code' needs the grant type 'authorization_code'."]
      : []),
  ];
}
