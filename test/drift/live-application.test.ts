import { describe, expect, test } from 'vitest';
import { Inventory } from '../../src/drift/tenant/inventory.ts';
import { judgeDeclared } from '../../src/drift/judges/judge-declared.ts';
import { judgeUnmanaged } from '../../src/drift/judges/judge-unmanaged.ts';
import { applications } from '../../src/management/resources/client.ts';
import { clientGrants } from '../../src/management/resources/client-grant.ts';
import type { Part } from '../../src/management/resources/part.ts';
import type { Reading } from '../../src/drift/tenant/reading.ts';
import { tokens } from '../../src/management/resources/resource-types.ts';

const stack = { stack: 'local', local: true, domain: 'localhost:1' } as const;

test('of two applications of a declared name, none is to be deleted unseen: ChatGPT may hold either', () => {
  const desired = { name: 'connector', type: tokens.client, needs: [], inputs: () => ({}) };
  const live = (id: string) => ({ id, properties: {} });
  const located = {
    desired,
    inputs: {},
    state: 'present',
    live: live('new'),
    doubles: [live('old')],
    namesakes: [],
  } as const;

  const findings = judgeDeclared([located], undefined, stack);

  expect(findings).toMatchObject([{ kind: 'duplicate', id: 'old', mendBy: 'person' }]);
  expect(findings[0]?.mend).toContain('Compare old with the client id');
});

test.each([
  [tokens.logStream, 'log stream'],
  [tokens.action, 'Action'],
  [tokens.networkAcl, 'network ACL'],
])('a second one of a declared name is called what it is: %s', (type, noun) => {
  const live = (id: string) => ({ id, properties: {} });
  const located = {
    desired: { name: 'declared', type, needs: [], inputs: () => ({}) },
    inputs: {},
    state: 'present',
    live: live('new'),
    doubles: [live('old')],
    namesakes: [],
  } as const;
  const [finding] = judgeDeclared([located], undefined, stack);
  expect(finding?.why).toContain(`a declared ${noun}`);
  expect(finding?.mend).toContain('old');
  expect(`${finding?.why} ${finding?.mend}`).not.toMatch(/application|ChatGPT|client id/);
});

describe('an application that nobody declared', () => {
  function mends(callbacks: readonly string[]) {
    const application = { client_id: 'theirs', name: 'Made by hand', is_first_party: true, callbacks };
    const grant = { id: 'cgr_1', client_id: 'theirs', audience: 'https://omnichat.com/api', scope: ['a'] };
    const inventory = new Inventory(
      'localhost:1',
      new Map<Part<unknown>, Reading<unknown>>([
        [applications, { read: true, content: { count: 1, kept: [application] } }],
        [clientGrants, { read: true, content: [grant] }],
      ]),
    );
    const known = {
      ownClientId: 'ours',
      audiences: { api: 'https://omnichat.com/api', management: 'https://localhost:1/api/v2/' },
    };
    return judgeUnmanaged({ located: [], inventory, applied: undefined }, known, stack).map(
      ({ mend }) => mend,
    );
  }

  test.each([
    'https://chatgpt.com/connector_platform_oauth_redirect',
    'https://chatgpt.com/connector/oauth/abc',
    'https://platform.openai.com/apps-manage/oauth',
  ])('is looked at where ChatGPT may come back to it, and keeps its grant: %s', (callback) => {
    const look = expect.stringContaining('Find out who uses theirs') as string;
    expect(mends(['https://omnichat.com/callback', callback])).toEqual([look, look]);
  });

  test('may go where ChatGPT cannot', () => {
    expect(mends(['https://chatgpt.com.evil.example/connector/oauth/abc'])).toEqual([
      'node bin/omnichat-auth0.js mend delete clients/theirs -s local',
      'node bin/omnichat-auth0.js mend delete client-grants/cgr_1 -s local',
    ]);
  });
});
