import { expect, test } from 'vitest';
import { formatGithub } from '../../src/dotenv/github.ts';
import type { Variable } from '../../src/dotenv/variables.ts';

const variables: Variable[] = [
  { name: 'PLAIN', value: 'plain', comment: 'Plain.', secret: false },
  { name: 'ABSENT', value: undefined, comment: 'Absent.', secret: true },
  { name: 'SECRET', value: '100%\nof it', comment: 'Secret.', secret: true },
];

test('masks the secrets, encoded as the runner decodes them, and nothing else', () => {
  expect(formatGithub(variables).masks).toBe('::add-mask::100%25%0Aof it\n');
});

test('sets every variable in a here-document of its own delimiter', () => {
  const { environment } = formatGithub(variables);
  const pattern =
    /^PLAIN<<(?<first>EOF-[0-9a-f-]{36})\nplain\n\k<first>\nSECRET<<(?<second>EOF-[0-9a-f-]{36})\n100%\nof it\n\k<second>\n$/;
  expect(environment).toMatch(pattern);
  const { first, second } = pattern.exec(environment)?.groups ?? {};
  expect(first).not.toBe(second);
});
