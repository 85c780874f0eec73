import {
  deploy,
  enabledFactor,
  ownRegistration,
  type Remedy,
  remake,
  renew,
  resourceParameter,
  undo,
} from '../remedy.ts';
import type { Target } from '../target.ts';
import { issuerParameter } from './issuer-parameter.ts';
import { grantOf, known, type KnownRefusal, type RefusedStep } from './refused-step.ts';
import { ofUser } from './refused-user.ts';

/** What Auth0 says of a grant type that a client may not use: of its secret that says nothing. */
export const refusedGrantType = /grant type .* not allowed/i;

/** What Auth0 says at its authorization endpoint. */
const atAuthorization: readonly KnownRefusal[] = [
  {
    says: /callback url mismatch/i,
    remedy: (target) => undo(target, 'the callbacks of the application'),
  },
  {
    says: /no connections enabled/i,
    remedy: (target, step) => undeclaredRegistration(target, step) ?? withoutConnection(target, step),
  },
  {
    says: /service not (found|enabled)/i,
    remedy: (target) => undo(target, 'the identifier of the API (omnichat:apiIdentifier)'),
  },
  {
    says: /not authorized to access|client-grant/i,
    remedy: (target, step) => undeclaredRegistration(target, step) ?? undo(target, missingGrant(step)),
  },
  {
    says: /userinfo audience is not allowed/i,
    remedy: resourceParameter,
  },
  {
    says: /grant type .* not allowed|unsupported response type/i,
    remedy: (target) => undo(target, 'the grant types of the application'),
  },
  {
    says: /unknown client: https:/i,
    remedy: importedDocuments,
  },
  {
    says: /unknown client/i,
    remedy: missingApplication,
  },
  { says: /no mfa factors enabled/i, remedy: enabledFactor },
  { says: /"iss" \(issuer\)/, remedy: issuerParameter },
  ...ofUser,
  {
    says: /did not authorize the request/i,
    remedy: () => ({
      setting: 'the consent of the user who logged in',
      before: 'verify again, and accept what the consent page asks for',
    }),
  },
];

/** What Auth0 says at its token endpoint. */
const atToken: readonly KnownRefusal[] = [
  {
    says: refusedGrantType,
    remedy: (target) => undo(target, 'the grant types of the application'),
  },
  {
    says: /access_denied: unauthorized|invalid_client/i,
    remedy: (target, step) => {
      if (step.way === 'shared')
        return undo(target, 'token_endpoint_auth_method of the public application (none)');
      return step.way === 'predefined' ? remedyForSecret(target, step) : undefined;
    },
  },
];

/** The setting behind a refusal of the authorization endpoint; undefined where its words do not tell. */
export function remedyAtAuthorization(reason: string, target: Target, step: RefusedStep): Remedy | undefined {
  return known(atAuthorization, reason, target, step);
}

/** The setting behind a refusal of the token endpoint; undefined where its words do not tell. */
export function remedyAtToken(reason: string, target: Target, step: RefusedStep): Remedy | undefined {
  return known(atToken, reason, target, step);
}

/** The setting behind a secret that the token endpoint does not take. */
export function remedyForSecret(
  target: Target,
  { secretSentWrongly }: Pick<RefusedStep, 'secretSentWrongly'>,
): Remedy {
  return secretSentWrongly === true
    ? undo(target, `token_endpoint_auth_method of the application (${declaredMethod(target)})`)
    : renew(target, 'OAUTH_CLIENT_SECRET: the secret of the application');
}

const declaredMethod = ({ application }: Target) =>
  application?.tokenEndpointAuthMethod ?? 'client_secret_post';

/** Who registers where the stack wants nobody to, finds nothing prepared. */
function undeclaredRegistration(target: Target, { way }: RefusedStep): Remedy | undefined {
  const declared = target.registration === undefined || target.registration === 'native';
  return way !== 'dynamic' || declared ? undefined : ownRegistration(target);
}

/** What has the issuer know the metadata documents that clients name; where the stack has none imported, that it takes such at all. */
export function importedDocuments(target: Target): Remedy {
  const imports = target.stack === undefined || target.documents === true;
  return undo(
    target,
    imports
      ? "the import of the client's metadata document"
      : 'client_id_metadata_document_supported of the tenant',
  );
}

/** The application of the stack, which somebody deleted. */
export function missingApplication(target: Target): Remedy {
  return renew(target, 'OAUTH_CLIENT_ID: the application is not in the tenant');
}

/** Through no connection may the client log people in. */
function withoutConnection(target: Target, { way, missingConnections: missing = [] }: RefusedStep): Remedy {
  const [gone] = missing;
  if (gone !== undefined) return remake(target, `the connection ${gone}: it is not in the tenant`);
  const { connections } = target;
  if (way === 'predefined') return undo(target, `the applications of ${oneOf(connections)}`);
  const open = connections?.filter(({ isDomainConnection }) => isDomainConnection);
  if (open?.length !== 0) return undo(target, `is_domain_connection of ${oneOf(open)}`);
  return deploy(
    target,
    `omnichat:connections, of which none is promoted to domain level`,
    `write "isDomainConnection: true" into the row of ${oneOf(connections)} in Pulumi.${target.stack}.yaml`,
  );
}

const oneOf = (connections: Target['connections']) =>
  connections === undefined
    ? 'a connection'
    : `the connection ${connections.map(({ name }) => name).join(' or ')}`;

function missingGrant({ way, api }: RefusedStep): string {
  const policy = api?.subject_type_authorization?.user.policy;
  const userPolicy = 'subject_type_authorization.user.policy of the API (require_client_grant)';
  if (policy === 'deny_all') return userPolicy;
  return api === undefined ? `the ${grantOf(way)}, or ${userPolicy}` : `the ${grantOf(way)}`;
}
