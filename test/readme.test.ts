import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { knownClients } from '../infra/declared-clients.ts';
import { settingsReference } from './support/code/settings-reference.ts';
import { policies } from '../policy/policies.ts';
import { buildWholeProgram } from '../src/cli/program.ts';
import { checks as doctorChecks } from '../src/doctor/checks.ts';
import { variableDefinitions } from '../src/dotenv/variables.ts';
import { declaredTypes } from './support/pulumi/declared-types.ts';
import { hardened } from './support/project/stack-config.ts';
import { deployerScopes } from '../src/management/resources/deployer-scopes.ts';
import { chatgptGroup, partGroups } from '../src/verify/check-group.ts';
import {
  checksTable,
  clientsTable,
  commandsTable,
  examinationTable,
  policiesTable,
  scopesTable,
  settingsTable,
  variablesTable,
  withTable,
} from './support/code/readme-tables.ts';

/** After a change, `npx vitest run test/readme.test.ts -u` writes the tables anew. */
test('docs/reference.md tells every setting, variable, command and scope as the code does', async () => {
  let page = readFileSync(new URL('../docs/reference.md', import.meta.url), 'utf8');
  const program = await buildWholeProgram();
  page = withTable(page, 'settings', settingsTable(settingsReference()));
  page = withTable(page, 'variables', variablesTable(variableDefinitions));
  page = withTable(page, 'commands', commandsTable(program));
  page = withTable(page, 'deployer-scopes', scopesTable(deployerScopes(declaredTypes())));
  await expect(page).toMatchFileSnapshot('../docs/reference.md');
});

test('docs/verify.md tells every check as the code does', async () => {
  let page = readFileSync(new URL('../docs/verify.md', import.meta.url), 'utf8');
  for (const { name, checks } of [...partGroups, chatgptGroup]) {
    page = withTable(page, name, checksTable(checks));
  }
  await expect(page).toMatchFileSnapshot('../docs/verify.md');
});

test('docs/doctor.md tells every check as the code does', async () => {
  const page = readFileSync(new URL('../docs/doctor.md', import.meta.url), 'utf8');
  await expect(withTable(page, 'checks', examinationTable(doctorChecks))).toMatchFileSnapshot(
    '../docs/doctor.md',
  );
});

test('docs/hardening.md tells the scopes that it takes beyond the others, and the policies', async () => {
  const page = readFileSync(new URL('../docs/hardening.md', import.meta.url), 'utf8');
  const usual = new Set(deployerScopes(declaredTypes()).map(({ scope }) => scope));
  const further = deployerScopes(declaredTypes(hardened)).filter(({ scope }) => !usual.has(scope));
  const withScopes = withTable(page, 'hardening-scopes', scopesTable(further));
  await expect(withTable(withScopes, 'policies', policiesTable(policies))).toMatchFileSnapshot(
    '../docs/hardening.md',
  );
});

test('docs/clients.md tells every known client as the code does', async () => {
  const page = readFileSync(new URL('../docs/clients.md', import.meta.url), 'utf8');
  await expect(withTable(page, 'clients', clientsTable(knownClients))).toMatchFileSnapshot(
    '../docs/clients.md',
  );
});

describe('a table', () => {
  test('of settings tells what must be stated and what is empty', () => {
    expect(
      settingsTable([
        { key: 'auth0:domain', description: "The tenant's domain." },
        { key: 'omnichat:a', description: 'A or `b|c`.', defaultValue: '"b"', productionDefault: '[]' },
        { key: 'omnichat:d', description: 'D.', defaultValue: '["e"]' },
        { key: 'omnichat:f', description: 'F.', defaultValue: 'null', productionDefault: 'null' },
      ]),
    ).toMatchInlineSnapshot(`
      "| setting | meaning | default | default in production |
      | --- | --- | --- | --- |
      | \`auth0:domain\` | The tenant's domain. | none: state it | none: state it |
      | \`omnichat:a\` | A or \`b\\|c\`. | \`b\` | empty |
      | \`omnichat:d\` | D. | \`["e"]\` | none: state it |
      | \`omnichat:f\` | F. | none | none |
      "
    `);
  });

  test('of variables marks the secrets', () => {
    expect(
      variablesTable([
        { name: 'A', comment: 'Open.', secret: false, from: () => 'a' },
        { name: 'B', comment: 'Hidden.', secret: true, from: () => 'b' },
      ]),
    ).toMatchInlineSnapshot(`
      "| variable | meaning | secret |
      | --- | --- | --- |
      | \`A\` | Open. | |
      | \`B\` | Hidden. | yes |
      "
    `);
  });

  test('of scopes has a row for each kind of thing, with what it is needed for', () => {
    expect(
      scopesTable([
        { scope: 'read:clients', neededFor: ['application', 'credentials'] },
        { scope: 'read:roles', neededFor: ['role'] },
        { scope: 'delete:clients', neededFor: ['application'] },
      ]),
    ).toMatchInlineSnapshot(`
      "| scopes | for |
      | --- | --- |
      | \`read:clients\` \`delete:clients\` | application, credentials |
      | \`read:roles\` | role |
      "
    `);
  });

  test('of checks says which failure is a warning', () => {
    expect(
      checksTable([
        { id: 'a-b', title: 'It holds', severity: 'error' },
        { id: 'c-d', title: 'It helps', severity: 'warning' },
      ]),
    ).toMatchInlineSnapshot(`
      "| check | what holds when it passes | when it fails |
      | --- | --- | --- |
      | \`a-b\` | It holds | error |
      | \`c-d\` | It helps | warning |
      "
    `);
  });

  test('of commands has a row for each that does something, with its own options', () => {
    const program = new Command('tool')
      .option('--everywhere')
      .addCommand(
        new Command('up')
          .description('go up')
          .option('--fast', 'at once')
          .option('--to <floor>', 'where', '3'),
      );
    program
      .command('lift')
      .description('a group')
      .addCommand(new Command('carry').usage('-- <load>').description('take it along').argument('<load...>'));
    expect(commandsTable(program)).toMatchInlineSnapshot(`
      "| command | does | options |
      | --- | --- | --- |
      | \`up\` | go up | \`--fast\` at once<br>\`--to <floor>\` where (default: "3") |
      | \`lift carry -- <load>\` | take it along | |
      "
    `);
  });

  const table = '| x |\n| --- |\n| new |\n';

  test.each([
    ['is put in where there is none', 'A\n\n<!-- x -->\n\nB\n'],
    ['replaces the one that is there', 'A\n\n<!-- x -->\n\n| x |\n| --- |\n| old |\n| older |\n\nB\n'],
    ['stays where it is as it should be', `A\n\n<!-- x -->\n\n${table}\nB\n`],
  ])('%s', (_name, readme) => {
    expect(withTable(readme, 'x', table)).toBe(`A\n\n<!-- x -->\n\n${table}\nB\n`);
  });

  test('needs its place', () => {
    expect(() => withTable('# README\n', 'x', table)).toThrow(new Error('The page has no line <!-- x -->'));
  });
});
