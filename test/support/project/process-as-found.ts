import { afterAll, expect } from 'vitest';

/** What a test file may change of the process that it shares with others. */
const changeable: Readonly<Record<string, readonly [holder: object, members: readonly string[]]>> = {
  globalThis: [
    globalThis,
    ['Date', 'fetch', 'Request', 'Response', 'setTimeout', 'setInterval', 'setImmediate'],
  ],
  process: [process, ['exit', 'kill', 'emit', 'exitCode']],
  'process.stdout': [process.stdout, ['write']],
  'process.stderr': [process.stderr, ['write']],
  console: [console, Object.keys(console)],
  Math: [Math, ['random']],
};

function state(): ReadonlyMap<string, unknown> {
  const members = Object.entries(changeable).flatMap(([name, [holder, watched]]) =>
    watched.map((member) => [`${name}.${member}`, Reflect.get(holder, member) as unknown] as const),
  );
  const variables = Object.entries(process.env).map(
    ([name, value]) => [`process.env.${name}`, value] as const,
  );
  return new Map<string, unknown>([...members, ...variables, ['the working directory', process.cwd()]]);
}

const found = state();

afterAll(() => {
  const left = state();
  // Only names are told: variables may be secret.
  const changed = [...new Set([...found.keys(), ...left.keys()])].filter(
    (name) => found.get(name) !== left.get(name),
  );
  expect(changed, 'what the next file of this process finds changed').toEqual([]);
});
