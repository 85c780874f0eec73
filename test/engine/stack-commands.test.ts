import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { deployIntoCommand, dotenvCommand, rotateCommand } from '../../src/engine/stack-commands.ts';

const local = { stack: 'local', local: true };

test("a stack's own .env is named to no command, however its path is written", () => {
  for (const file of ['.env', resolve('.env')]) {
    expect(dotenvCommand(local, file)).toBe('node bin/omnichat-auth0.js env -s local');
    expect(deployIntoCommand(local, file)).toBe('node bin/omnichat-auth0.js up -s local');
    expect(rotateCommand(local, 'registrar', file)).toBe(
      'node bin/omnichat-auth0.js rotate registrar -s local',
    );
  }
});

test('any other is', () => {
  for (const file of ['.env.local', resolve('..', '.env')]) {
    expect(dotenvCommand(local, file)).toBe(`node bin/omnichat-auth0.js env -s local --file ${file}`);
    expect(deployIntoCommand(local, file)).toBe(
      `node bin/omnichat-auth0.js up -s local --deploy-only && node bin/omnichat-auth0.js env -s local --file ${file}`,
    );
    expect(rotateCommand(local, 'registrar', file)).toMatch(/ --file /);
  }
});
