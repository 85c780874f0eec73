type Options = Readonly<Record<string, unknown>>;

const flagDefaults: Options = {
  claims_parameter_supported: false,
  request_parameter_supported: false,
  request_uri_parameter_supported: false,
  require_request_uri_registration: false,
};

const endpoints = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint'];

/**
 * What follows from metadata of an OpenID Connect provider that are sent in place of a discovery document: an endpoint that is
 * null beside them is theirs.
 *
 * Source: recordings of the Terraform provider (`TestAccConnectionOIDCMetadata…`) and of go-auth0.
 */
export function metadataOptions({ oidc_metadata: metadata, ...sent }: Options): Options {
  if (typeof metadata !== 'object' || metadata === null) return {};
  const stated = metadata as Options;
  const missing = endpoints.filter((name) => sent[name] === null);
  return {
    oidc_metadata: { ...flagDefaults, ...stated },
    ...Object.fromEntries(missing.map((name) => [name, stated[name] ?? ''])),
  };
}
