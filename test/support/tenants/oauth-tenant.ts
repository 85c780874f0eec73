import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Agent, fetch as undiciFetch } from 'undici';
import type { ClientGrant, ResourceServer } from '../../../src/local-tenant/state/entities/apis.ts';
import type { Client } from '../../../src/local-tenant/state/entities/applications.ts';
import type { TenantSettings } from '../../../src/local-tenant/state/entities/settings.ts';
import type { Connection } from '../../../src/local-tenant/state/entities/users.ts';
import { createOAuth } from '../../../src/local-tenant/oauth/oauth.ts';
import { LoginSessions } from '../../../src/local-tenant/login-sessions.ts';
import { loginAttempts } from '../../../src/local-tenant/rate-limits/login-attempts.ts';
import type { SigningKeyRing } from '../../../src/local-tenant/keys/signing-key-ring.ts';
import { loadSigningKeys } from '../../../src/local-tenant/keys/signing-keys.ts';
import { type TenantEvent, TenantLog } from '../../../src/local-tenant/log/tenant-log.ts';
import { Store, type Persist, type State } from '../../../src/local-tenant/state/store.ts';
import { freshTenant } from '../../../src/local-tenant/rules/fresh-tenant.ts';
import { temporaryFolder } from '../project/temporary-folder.ts';
import { serverCertificate } from './server-certificate.ts';
import { copyTenantKeys } from './tenant-keys.ts';

/** As much of `fetch` as OAuth clients ask for. */
export type Fetch = (url: string | URL, init?: object) => Promise<Response>;

/** The OAuth half alone on a port of its own, over a store that nothing saves. */
export interface OAuthTenant {
  /** With a trailing slash. */
  readonly issuer: string;
  readonly store: Store;
  /** Changes tenant settings. */
  configure(settings: Partial<TenantSettings>): Promise<void>;
  readonly keys: SigningKeyRing;
  /** The tenant's log. */
  readonly events: readonly TenantEvent[];
  /** Trusts the tenant's certificate and follows no redirect. */
  readonly fetch: Fetch;
  close(): Promise<void>;
}

/** Serves a tenant that is empty, or that holds what another one left behind; it is saved nowhere unless told otherwise. */
export async function serveOAuth(
  state?: State,
  persist: Persist = async () => undefined,
  now: () => number = () => Date.now(),
): Promise<OAuthTenant> {
  const directory = await temporaryFolder({ lifetime: 'run' });
  await copyTenantKeys(directory);
  const [keys, certificate] = await Promise.all([
    loadSigningKeys(directory, 'localhost', Date.now),
    serverCertificate(),
  ]);
  const ca = await readFile(certificate.caFile, 'utf8');
  const server = createServer(certificate);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const domain = `localhost:${(server.address() as AddressInfo).port}`;
  const issuer = `https://${domain}/`;
  const store = new Store(state ?? emptyState(domain), persist);
  const log = new TenantLog({ hostname: domain, now });
  const oauth = createOAuth({
    store,
    keys,
    issuer,
    userinfoAudience: `${issuer}userinfo`,
    now,
    events: log,
    attempts: loginAttempts({ store, now }),
    sessions: new LoginSessions(now),
  });
  server.on('request', (request, response) => {
    void oauth.handle(request, response);
  });
  const dispatcher = new Agent({ connect: { ca } });
  const fetch = ((url: string | URL, init: object = {}) =>
    undiciFetch(url, { redirect: 'manual', ...init, dispatcher })) as unknown as Fetch;
  return {
    issuer,
    store,
    configure: (settings) =>
      store.write((transaction) => {
        transaction.setDocument('settings', { ...store.documents.settings, ...settings });
      }),
    keys,
    events: log.events,
    fetch,
    async close() {
      await dispatcher.close();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** A confidential first-party application that may do client credentials; `given` overrides. */
export function client(given: Partial<Client> & { client_id: string }): Client {
  return {
    client_secret: `secret of ${given.client_id}`,
    name: given.client_id,
    is_first_party: true,
    oidc_conformant: true,
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
    jwt_configuration: { alg: 'RS256' },
    refresh_token: {
      rotation_type: 'rotating',
      expiration_type: 'expiring',
      leeway: 0,
      token_lifetime: 2_592_000,
      infinite_token_lifetime: false,
      idle_token_lifetime: 1_296_000,
      infinite_idle_token_lifetime: false,
    },
    sso_disabled: false,
    cross_origin_authentication: false,
    ...given,
  };
}

/** An API with the scopes `files:read` and `files:write`; `given` overrides. */
export function api(given: Partial<ResourceServer> & { identifier: string }): ResourceServer {
  return {
    id: given.identifier,
    name: 'Files',
    scopes: [
      { value: 'files:read', description: 'Read your files' },
      { value: 'files:write', description: 'Change your files' },
    ],
    signing_alg: 'RS256',
    allow_offline_access: true,
    skip_consent_for_verifiable_first_party_clients: false,
    token_lifetime: 3600,
    token_lifetime_for_web: 1800,
    subject_type_authorization: {
      user: { policy: 'allow_all' },
      client: { policy: 'require_client_grant' },
    },
    ...given,
  };
}

/** A database connection; `given` overrides. */
export function database(given: Partial<Connection> & { name: string }): Connection {
  return {
    id: `con_${given.name}`,
    strategy: 'auth0',
    options: {},
    is_domain_connection: false,
    enabled_clients: [],
    realms: [given.name],
    ...given,
  };
}

/** A client grant on behalf of users; `given` overrides. */
export function userGrant(
  given: Partial<ClientGrant> & { audience: string; scope: readonly string[] },
): ClientGrant {
  return { id: `cgr_${given.client_id ?? 'default'}_${given.audience}`, subject_type: 'user', ...given };
}

function emptyState(domain: string): State {
  return {
    ...freshTenant(domain),
    documents: {
      identity: { domain, deployer_client_id: 'deployer' },
      settings: {
        flags: {},
        session_lifetime: 168,
        idle_session_lifetime: 72,
        resource_parameter_profile: 'audience',
      },
      prompts: { universal_login_experience: 'new', identifier_first: true },
      attackProtection: {
        'brute-force-protection': {},
        'suspicious-ip-throttling': {},
        'breached-password-detection': {},
        'bot-detection': {},
        captcha: {},
      },
      emails: {},
      branding: {},
      guardian: {},
    },
    clients: [],
    resourceServers: [],
    clientGrants: [],
    connections: [],
  };
}
