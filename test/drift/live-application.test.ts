import { expect, test } from 'vitest';
import { tokens } from '../../src/drift/desired.ts';
import { judgeDeclared } from '../../src/drift/judge-declared.ts';

test('of two applications of a declared name, none is to be deleted unseen: ChatGPT may hold either', () => {
  const desired = { name: 'connector', type: tokens.client, needs: [], inputs: () => ({}) };
  const live = (id: string) => ({ id, properties: {} });
  const located = {
    desired,
    inputs: {},
    state: 'present',
    live: live('new'),
    doubles: [live('old')],
  } as const;

  const findings = judgeDeclared([located], undefined, {
    stack: 'local',
    local: true,
    domain: 'localhost:1',
  });

  expect(findings).toMatchObject([{ kind: 'duplicate', id: 'old', mend: 'auth0 apps open old' }]);
});
