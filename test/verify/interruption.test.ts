import { expect, test } from 'vitest';
import { partGroups } from '../../src/verify/check-group.ts';
import { urlOf } from '../support/stand-ins/fetched-url.ts';
import { deployStack, serveStack } from '../support/verify/verified-stack.ts';

test.each([
  ['broker', '/register'],
  ['native', '/oidc/register'],
])(
  'a client whose registration was under way (%s, %s) when verification was interrupted is removed',
  async (registration, path) => {
    const stack = await serveStack(await deployStack({ registration }));
    await stack.serveConnector();
    const before = await stack.clientIds();
    const interruption = new AbortController();
    const statuses: number[] = [];
    const report = await stack.verify({
      groups: partGroups,
      interrupted: interruption.signal,
      fetch: async (input, init) => {
        const registers = urlOf(input).endsWith(path) && /https:\/\/chatgpt/.test(init?.body as string);
        const answering = stack.fetch(input, init);
        if (!registers) return answering;
        // The request is sent by then, and its answer is still to come.
        setTimeout(() => interruption.abort('SIGINT'));
        const answer = await answering;
        statuses.push(answer.status);
        return answer;
      },
    });
    expect(interruption.signal.aborted).toBe(true);
    expect(statuses).toContain(201);
    expect(report).not.toHaveProperty('left');
    expect(await stack.clientIds()).toEqual(before);
  },
);
