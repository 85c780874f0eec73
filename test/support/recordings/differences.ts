import { isFields } from './recorded-ids.ts';

/** What recorders drop that know fewer properties than Auth0, or keep to themselves. */
const droppedNames = new Set([
  'callback_url_template',
  'cross_origin_auth',
  'encrypted',
  'global',
  'signing_secret',
  'tenant',
  'thumbprint_sha256',
]);

/** What no two tenants have in common: there must be one on both sides. */
const generatedNames = new Set([
  'awsPartnerEventSource',
  'azurePartnerTopic',
  'build_time',
  'built_at',
  'client_secret',
  'configuration',
  'created_at',
  'deleted_at',
  'last_password_reset',
  'next',
  'provisioning_ticket_url',
  'record',
  'sandbox_versions_available',
  'signing_keys',
  'signing_secret',
  'tenant',
  'tenant_id',
  'tenant_name',
  'updated_at',
  'updated_on',
  'verification_txt',
]);

/** What no two keys, and no two tokens, have in common: beside their ids. */
const generatedBeside: Readonly<Record<string, readonly string[]>> = {
  kid: ['cert', 'current_since', 'fingerprint', 'pkcs', 'thumbprint'],
  token_id: ['token'],
};

/** What Auth0 has answered only since a while: a recording that never names it is older. */
const addedLater = [
  'allow_any_organization',
  'allow_refresh_token',
  'api_behavior',
  'authentication',
  'authentication_methods',
  'client_id_metadata_document_supported',
  'connected_accounts',
  'cross_origin_authentication',
  'enforce_cascade_revocation',
  'enforce_online_refresh_tokens',
  'identifiers',
  'isPriority',
  'is_app_entitlement_active',
  'is_default',
  'is_domain_connection',
  'passkey_options',
  'resource_parameter_profile',
  'show_as_button',
  'signup_behavior',
  'subject_type',
  'subject_type_authorization',
  'synchronize_groups',
  'third_party_client_access',
  'unique',
  'use_for_organization_discovery',
  'use_page_template',
];

/** What recorders put in the place of a secret, also where there was none. */
const redactedPattern = /^\[(ROTATED-)?REDACTED\]$|^\*+$/;

/** Compares answers with those of one recording. */
export class Comparison {
  readonly #unknown: ReadonlySet<string>;

  /** @param recording all of its text: what is not in it, Auth0 did not know then */
  constructor(recording: string) {
    const knowsRoleTypes = /"type":"(tenant|organization)"/.test(recording);
    const unknown = addedLater.filter((name) => !recording.includes(`"${name}"`));
    this.#unknown = new Set(knowsRoleTypes ? unknown : [...unknown, 'type']);
  }

  /** Where an answer is not the recorded one, one line each; what it has several of may come in another order. */
  differences(recorded: unknown, actual: unknown, path = ''): readonly string[] {
    if (Array.isArray(recorded) && Array.isArray(actual)) return this.#inLists(recorded, actual, path);
    if (isFields(recorded) && isFields(actual)) {
      const names = new Set([...Object.keys(recorded), ...Object.keys(actual)]);
      return [...names].flatMap((name) => {
        const [theirs, ours] = [recorded[name], actual[name]];
        const isGenerated =
          generatedNames.has(name) ||
          Object.entries(generatedBeside).some(([id, beside]) => id in recorded && beside.includes(name));
        const isGiven = isGenerated && theirs !== undefined && ours !== undefined;
        const isDropped = theirs === undefined && (droppedNames.has(name) || this.#unknown.has(name));
        if (isGiven || isDropped) return [];
        return this.differences(theirs, ours, `${path}.${name}`);
      });
    }
    if (typeof recorded === 'string' && redactedPattern.test(recorded)) return [];
    return Object.is(recorded, actual) ? [] : [`${path}: ${shown(recorded)} recorded, ${shown(actual)} here`];
  }

  #inLists(recorded: readonly unknown[], actual: readonly unknown[], path: string): readonly string[] {
    const rest = [...actual];
    const missing = recorded.filter((item) => {
      const index = rest.findIndex((other) => this.differences(item, other).length === 0);
      if (index !== -1) rest.splice(index, 1);
      return index === -1;
    });
    return Array.from({ length: Math.max(missing.length, rest.length) }, (_, index) =>
      this.differences(missing[index], rest[index], `${path}[]`),
    ).flat();
  }
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
