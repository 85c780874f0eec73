import { beforeAll, expect, test } from 'vitest';
import { type CheckGroup, clientGroups, partGroups } from '../../../src/verify/check-group.ts';
import { outcomeOf } from '../../../src/verify/report.ts';
import { resultOf, unpassed } from '../../support/verify/check-results.ts';
import { type DeployedStack, deployStack, serveStack } from '../../support/verify/verified-stack.ts';

const blockedHere =
  'it cannot be told from this address: omnichat:registrationNetworks lets 203.0.113.0/24 alone register ' +
  "(https://localhost:PORT/oidc/register answered 403: access_denied: The tenant's access control list blocks this address)";

let deployed: DeployedStack;

beforeAll(async () => {
  deployed = await deployStack({
    plan: 'enterprise',
    registration: 'native',
    registrationNetworks: '["203.0.113.0/24"]',
  });
});

const verifyWith = async (...groups: readonly CheckGroup[]) => {
  const stack = await serveStack(deployed);
  await stack.serveConnector();
  return stack.verify({ groups });
};

test('whoever verifies from another address is told so, and nothing is left to mend', async () => {
  const report = await verifyWith(...partGroups);
  expect(unpassed(report)).toEqual({});
  expect(outcomeOf(report)).toBe('passed');
  const { status, evidence } = resultOf(report, 'registration-issuer') ?? {};
  expect([status, evidence?.replace(/localhost:\d+/, 'localhost:PORT')]).toEqual(['skip', blockedHere]);
  expect(resultOf(report, 'registration-login')?.evidence).toBe(evidence);
});

test.each(clientGroups.map((group) => [group.client?.name ?? '', group] as const))(
  'whether %s will link is left open, and no setting is named that is as declared',
  async (name, group) => {
    const report = await verifyWith(group);
    expect(unpassed(report)).toEqual({});
    expect(report.conclusion?.outcome).toBe('undecided');
    expect(report.conclusion?.sentence).toContain(' will link cannot be told. ');
    expect(report.conclusion?.sentence).toContain(
      'omnichat:registrationNetworks lets 203.0.113.0/24 alone register',
    );
    expect(report.conclusion).not.toHaveProperty('fault');
    expect(resultOf(report, `${name}-registration`)?.status).toBe('skip');
  },
);
