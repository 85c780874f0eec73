import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readStackFile } from '../../src/engine/stack-file.ts';
import { registeredProgram } from '../support/pulumi/registered-program.ts';

const project = resolve(import.meta.dirname, '../..');
const ownStacks = readdirSync(project).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);

// Whoever uses the project edits these files: nothing is expected of them but that they can be deployed.
describe("the project's own stacks", () => {
  test('are there', () => {
    expect(ownStacks).not.toEqual([]);
  });

  test.each(ownStacks)('%s can be deployed', async (stack) => {
    const { config } = await readStackFile(project, stack);
    const { registrations } = await registeredProgram(stack, { ...config });
    expect(registrations.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['connector', 'omnichat-api']),
    );
  });
});
