import { beforeAll, describe, expect, test } from 'vitest';
import { partGroups } from '../../src/verify/check-group.ts';
import { stackChecks } from '../../src/verify/stack-checks.ts';
import { issuerTarget, stackTarget } from '../../src/verify/target.ts';
import { verify } from '../../src/verify/verify.ts';
import { resultOf, unpassed } from '../support/verify/check-results.ts';
import { type DeployedStack, deployStack, serveStack } from '../support/verify/verified-stack.ts';

const groups = [{ name: 'stack', checks: stackChecks }];

let deployed: DeployedStack;

beforeAll(async () => {
  deployed = await deployStack();
});

describe('an edit that is not deployed is named, and nothing else is judged by it:', () => {
  const ownCallbacks = [
    'https://chatgpt.com/connector_platform_oauth_redirect',
    'https://platform.openai.com/apps-manage/oauth',
  ];

  test.each<[key: string, edit: object, from: unknown, to: unknown]>([
    ['omnichat:registration', { registration: 'off' }, 'broker', 'off'],
    [
      'omnichat:apiIdentifier',
      { apiIdentifier: 'https://omnichat.com/v2' },
      'https://omnichat.com/api',
      'https://omnichat.com/v2',
    ],
    [
      'omnichat:resourceUrl',
      { resourceUrl: 'https://omnichat.com/v2' },
      'https://omnichat.com/api',
      'https://omnichat.com/v2',
    ],
    [
      'omnichat:applicationUrls',
      { applicationUrls: ['https://omnichat.com/app'] },
      ['http://localhost:3000'],
      ['https://omnichat.com'],
    ],
    [
      'omnichat:callbackUrls',
      { callbackUrls: [] },
      [...ownCallbacks, 'http://localhost:3000/callback'],
      ownCallbacks,
    ],
    [
      'omnichat:chatgptConnectorIds',
      { chatgptConnectorIds: ['abc'] },
      [],
      ['https://chatgpt.com/connector/oauth/abc'],
    ],
  ])('%s', async (key, edit, from, to) => {
    const stack = await serveStack(deployed);
    await stack.serveConnector();
    const target = stackTarget('local', { ...stack.settings, ...edit }, stack.outputs);
    const report = await stack.verify({ groups: partGroups, target });
    expect(unpassed(report)).toEqual({ 'stack-deployed': 'fail' });
    expect(resultOf(report, 'stack-deployed')).toMatchObject({
      evidence: `${key} comes to ${JSON.stringify(to)} in the file, and to ${JSON.stringify(from)} as deployed`,
      remedy: {
        setting: `${key} in Pulumi.local.yaml, not deployed yet`,
        command: 'node bin/omnichat-auth0.js up -s local',
        after: "restart OmniChat's server",
      },
    });
  });
});

test('`up` deploys it', async () => {
  const mended = await (await serveStack(deployed)).up({ registration: 'off' });
  expect(unpassed(await mended.verify({ groups }))).toEqual({});
});

test('of outputs that an older program did not export, nothing is said', async () => {
  const { settings, outputs, verify: verifyStack } = await serveStack(deployed);
  const { registration: _registration, redirectUris: _uris, allowedOrigins: _origins, ...older } = outputs;
  const report = await verifyStack({ groups, target: stackTarget('local', settings, older) });
  expect(unpassed(report)).toEqual({});
});

test('an issuer without a stack has nothing to deploy', async () => {
  const target = issuerTarget('https://login.omnichat.com', {});
  expect(unpassed(await verify({ target, fetch, groups }), { skipped: true })).toEqual({
    'stack-deployed': 'skip',
  });
});
