import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK } from 'jose';
import { OAuth2Server } from 'oauth2-mock-server';
import { Provider } from 'oidc-provider/lib/provider.js';
import { makeServerCertificate } from '../src/local-tenant/keys/certificates.ts';
import { makeSigningKeys } from '../src/local-tenant/keys/signing-keys.ts';
import { serveTenant } from '../src/local-tenant/index.ts';
import { newClient } from '../src/local-tenant/rules/client-defaults.ts';
import { firstState } from '../src/local-tenant/seed/seeded-tenant.ts';
import { writeState } from '../src/local-tenant/state/state-file.ts';
import type { LoadServer, ServedIssuer, Usage } from './load.ts';

/** The program that `withLoadServer` starts: it serves what its first argument names, and tells what that costs it. */
const folder = mkdtempSync(join(tmpdir(), 'omnichat-auth0-load-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('disconnect', () => process.exit());

const api = 'https://api.example';

async function tenant(applications: number): Promise<ServedIssuer> {
  const client = { client_id: 'bench', client_secret: randomBytes(32).toString('hex') };
  const seeded = await firstState(
    {
      clients: [
        { ...client, name: 'Bench', app_type: 'non_interactive', grant_types: ['client_credentials'] },
      ],
      resourceServers: [{ name: 'API', identifier: api, scopes: [{ value: 'read' }], signing_alg: 'RS256' }],
      clientGrants: [{ client_id: 'Bench', audience: api, scope: ['read'] }],
    },
    { domain: 'localhost:0', now: Date.now },
  );
  const others = Array.from({ length: applications - seeded.clients.length }, (_, index) =>
    newClient({ name: `Application ${index}`, callbacks: ['https://app.example/callback'] }),
  );
  await writeState(folder, { ...seeded, clients: [...seeded.clients, ...others] });
  const served = await serveTenant({ directory: folder, domain: 'localhost:0' });
  return {
    url: served.issuer,
    tokenPath: 'oauth/token',
    clientId: client.client_id,
    clientSecret: client.client_secret,
    api,
    deployer: served.deployer,
  };
}

/** What this tenant stands on, with nothing of Auth0 around it: one client, one API, tokens in memory. */
async function provider(): Promise<ServedIssuer> {
  const [certificate, keys] = [
    await makeServerCertificate('localhost', Date.now()),
    await makeSigningKeys('localhost', Date.now()),
  ];
  const [clientId, clientSecret] = ['bench', randomBytes(32).toString('hex')];
  const server = createServer({ key: certificate.key, cert: certificate.cert });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const issuer = new Provider(url, {
    jwks: {
      keys: [{ ...(await exportJWK(keys.current.privateKey)), kid: 'bench', use: 'sig', alg: 'RS256' }],
    },
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => api,
        getResourceServerInfo: () => ({
          audience: api,
          scope: 'read',
          accessTokenTTL: 3600,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
  const answer = issuer.callback();
  server.on('request', (request, response) => void answer(request, response));
  return { url, tokenPath: 'token', clientId, clientSecret, api };
}

async function mock(): Promise<ServedIssuer> {
  const certificate = await makeServerCertificate('localhost', Date.now());
  const [key, cert] = [join(folder, 'server.key'), join(folder, 'server.pem')];
  writeFileSync(key, certificate.key);
  writeFileSync(cert, certificate.cert);
  const server = new OAuth2Server(key, cert);
  await server.issuer.keys.generate('RS256');
  await server.start(0, 'localhost');
  return { url: `${server.issuer.url}/`, tokenPath: 'token', clientId: 'bench', clientSecret: 'bench', api };
}

const servers: Readonly<Record<LoadServer, () => Promise<ServedIssuer>>> = {
  tenant: () => tenant(100),
  'large tenant': () => tenant(10_000),
  provider,
  mock,
};

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({
    cpuMs: (user + system) / 1000,
    memoryMiB: process.memoryUsage().rss / 2 ** 20,
  } satisfies Usage);
});
process.send?.(await servers[process.argv[2] as LoadServer]());
