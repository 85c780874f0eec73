import { createSign, createVerify, generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent, fetch as undiciFetch } from 'undici';
import { createAccessTokenVerifier } from '../src/connector/access/access-token.ts';
import { type DirectoryTenant, serveTenant } from '../src/local-tenant/index.ts';
import { withProject } from './bench-project.ts';
import { type Benchmark, median, type Measurement } from './measurement.ts';

const batch = 50;

/** How many tokens the tenant issues and the connector checks, beside the bare signature of each. */
export const tokens: Benchmark = {
  name: 'tokens',
  unit: 'a second',
  reference: 'issued by the tenant',
  measure: () =>
    withProject(async ({ tenantDirectory: directory, domain }) => {
      const tenant = await serveTenant({ directory, domain });
      const agent = new Agent({ connect: { ca: await readFile(tenant.caFile, 'utf8') } });
      try {
        return await measureTokens(tenant, agent);
      } finally {
        await agent.close();
        await tenant.close();
      }
    }),
};

async function measureTokens(
  { issuer, domain, deployer }: DirectoryTenant,
  agent: Agent,
): Promise<readonly Measurement[]> {
  const audience = `https://${domain}/api/v2/`;
  const body = JSON.stringify({
    grant_type: 'client_credentials',
    client_id: deployer.clientId,
    client_secret: deployer.clientSecret,
    audience,
  });
  const issue = async () => {
    const answer = await undiciFetch(`${issuer}oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      dispatcher: agent,
    });
    return ((await answer.json()) as { readonly access_token: string }).access_token;
  };
  const token = await issue();
  const check = createAccessTokenVerifier({
    issuer,
    audience,
    jwksUri: `${issuer}.well-known/jwks.json`,
    fetch: (input, init) => undiciFetch(input as never, { ...(init as object), dispatcher: agent }),
    now: Date.now,
  });
  await check(token);

  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signature = createSign('RSA-SHA256').update(token).sign(privateKey);
  return [
    await inBatches('issued by the tenant', issue),
    await inBatches('checked by the connector', () => check(token)),
    await inBatches('signatures made', () => createSign('RSA-SHA256').update(token).sign(privateKey)),
    await inBatches('signatures checked', () =>
      createVerify('RSA-SHA256').update(token).verify(publicKey, signature),
    ),
  ];
}

async function inBatches(name: string, work: () => unknown): Promise<Measurement> {
  const wholeBatch = async () => {
    for (let each = 0; each < batch; each += 1) await work();
  };
  await wholeBatch();
  return { name, medianMs: (await median(wholeBatch)) / batch };
}
