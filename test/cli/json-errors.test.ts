import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { errorReportSchema } from '../../src/cli/reports/error-report-schema.ts';
import { buildWholeProgram } from '../../src/cli/program.ts';
import { commandLine } from '../support/project/command-line.ts';
import { localProject } from '../support/project/local-project.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../schemas/error-report.schema.json', import.meta.url), 'utf8'),
) as object;
const isErrorReport = new Ajv2020({ strict: false }).compile(schema);

/** Every command that does something, with words that it takes. */
function leaves(command: Command, names: readonly string[] = []): readonly (readonly string[])[] {
  if (command.commands.length > 0)
    return command.commands.flatMap((each) => leaves(each, [...names, each.name()]));
  const operands = command.registeredArguments.map(({ argChoices }) => argChoices?.[0] ?? 'x');
  const options = command.options
    .filter(({ mandatory }) => mandatory)
    .flatMap(({ long, argChoices }) => [long ?? '', argChoices?.[0] ?? 'x']);
  return [[...names, ...options, ...operands]];
}

const lines = leaves(await buildWholeProgram());

/** These tell what is wrong in a report of their own, and need no project to do what they are for. */
const withoutProject = new Set(['doctor', 'commands', 'completion bash x', 'tenant reset']);

describe('where there is no project', () => {
  test.each(
    lines.filter((words) => !withoutProject.has(words.join(' '))).map((words) => [words.join(' '), words]),
  )('%s --json ends with an object', async (_, words) => {
    const directory = await temporaryFolder();
    const result = await commandLine(['-C', directory, '--json', ...words]);
    const report: unknown = JSON.parse(result.stdout);
    expect(isErrorReport(report), JSON.stringify(isErrorReport.errors)).toBe(true);
    expect(errorReportSchema.parse(report).error.exitCode).toBe(result.exitCode);
    expect(result.stderr).toMatch(/^[Ee]rror: /);
  });
});

test.each([
  ['up --nope', "unknown option '--nope'"],
  ['nope', "unknown command 'nope'"],
  ['', 'No command was named.'],
  ['env --format shell', '--json and --format shell are two formats. Leave one of them out.'],
  ['clients prune', 'Say which may go: --older-than, --unused-for, or both.'],
])('wrong usage has its own code: %s', async (line, message) => {
  const { exitCode, stdout } = await commandLine([
    '--json',
    ...line.split(' ').filter((word) => word !== ''),
  ]);
  const { error } = errorReportSchema.parse(JSON.parse(stdout));
  expect(error).toMatchObject({ exitCode, code: 'CLI_USAGE' });
  expect(exitCode).toBe(64);
  expect(error.message.slice(0, message.length)).toBe(message);
});

test('what the Management API refuses is told with its own code, and no secret', async () => {
  const project = await localProject();
  const environment = { AUTH0_CLIENT_ID: 'nobody', AUTH0_CLIENT_SECRET: 'a-secret-of-nobody' };
  const { stdout } = await project.runWith(
    { environment },
    'mend',
    'delete',
    'clients/x',
    '--domain',
    'localhost:1',
    '--yes',
    '--json',
  );
  expect(stdout).not.toContain('a-secret-of-nobody');
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'MANAGEMENT_REQUEST_FAILED', errorCode: 'network_error', exitCode: 1 },
  });
});

test('an interrupted command says so', async () => {
  const project = await localProject();
  const interrupted = AbortSignal.abort('SIGINT');
  const { exitCode, stdout } = await project.runWith({ interrupted }, 'clients', 'prune', '--json');
  expect(exitCode).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'CLI_INTERRUPTED', exitCode } });
});

test("what comes after -- is another program's: its --json is not ours", async () => {
  const project = await localProject();
  await project.configure({}, { stack: 'dev', domain: 'omnichat-dev.eu.auth0.com' });
  const { stdout } = await project.run('-s', 'dev', 'tenant', 'exec', '--', 'true', '--json');
  expect(stdout).toBe('');
});
