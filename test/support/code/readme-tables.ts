import type { Command } from 'commander';
import type { SettingReference } from './settings-reference.ts';
import type { VariableDefinition } from '../../../src/dotenv/variables.ts';
import type { DeployerScope } from '../../../src/management/resources/deployer-scopes.ts';
import type { DoctorCheck } from '../../../src/doctor/check.ts';
import type { McpClient } from '../../../infra/declared-clients.ts';
import type { Check } from '../../../src/verify/check.ts';

/** A page with the table after the line `<!-- name -->` put in place of what stands there now, if anything. */
export function withTable(page: string, name: string, lines: string): string {
  const place = new RegExp(`^<!-- ${name} -->\\n(?:\\n?(?:\\|.*\\n)+)?`, 'm');
  if (!place.test(page)) throw new Error(`The page has no line <!-- ${name} -->`);
  return page.replace(place, () => `<!-- ${name} -->\n\n${lines}`);
}

export function settingsTable(settings: readonly SettingReference[]): string {
  return table(
    ['setting', 'meaning', 'default', 'default in production'],
    settings.map(({ key, description, defaultValue, productionDefault }) => [
      code(key),
      // The pages are beside each other.
      description.replaceAll('](docs/', ']('),
      defaultText(defaultValue),
      defaultText(productionDefault),
    ]),
  );
}

export function variablesTable(variables: readonly VariableDefinition[]): string {
  return table(
    ['variable', 'meaning', 'secret'],
    variables.map(({ name, comment, secret }) => [code(name), comment, secret ? 'yes' : '']),
  );
}

export function checksTable(checks: readonly Pick<Check, 'id' | 'title' | 'severity'>[]): string {
  return table(
    ['check', 'what holds when it passes', 'when it fails'],
    checks.map(({ id, title, severity }) => [code(id), title, severity]),
  );
}

export function examinationTable(checks: readonly DoctorCheck[]): string {
  return table(
    ['check', 'what holds when all is well', 'after'],
    checks.map(({ id, title, after }) => [code(id), title, after.map(code).join(' ')]),
  );
}

/** One row for each kind of thing that scopes are about: `clients` of `read:clients`. */
export function scopesTable(scopes: readonly DeployerScope[]): string {
  const kindOf = ({ scope }: DeployerScope) => scope.slice(scope.indexOf(':'));
  const kinds = [...new Set(scopes.map(kindOf))];
  return table(
    ['scopes', 'for'],
    kinds.map((kind) => {
      const ofKind = scopes.filter((each) => kindOf(each) === kind);
      return [
        ofKind.map(({ scope }) => code(scope)).join(' '),
        [...new Set(ofKind.flatMap(({ neededFor }) => neededFor))].join(', '),
      ];
    }),
  );
}

export function policiesTable(
  policies: readonly { name: string; description: string; enforcementLevel?: string }[],
): string {
  return table(
    ['policy', 'of', 'what must be'],
    policies.map(({ name, description, enforcementLevel }) => [
      code(name),
      enforcementLevel === 'disabled' ? 'production' : 'every stack',
      description,
    ]),
  );
}

export function clientsTable(clients: readonly McpClient[]): string {
  const list = (texts: readonly string[]) => texts.map(code).join('<br>');
  return table(
    [
      'name',
      'client',
      'callbacks',
      'loopback, any port',
      'client ID metadata document',
      'signs in by',
      'habits',
      'source',
    ],
    clients.map((client) => [
      code(client.name),
      client.title,
      list(client.callbackUrls),
      list(client.loopbackUrls),
      list(client.clientIdMetadataUrl === undefined ? [] : [client.clientIdMetadataUrl]),
      list(client.tokenEndpointAuthMethods ?? []),
      client.habits,
      `[${client.date}](${client.source})`,
    ]),
  );
}

/** One row for each command that does something; groups of commands have none. */
export function commandsTable(program: Command): string {
  return table(['command', 'does', 'options'], commandRows(program, []));
}

function commandRows(command: Command, path: readonly string[]): string[][] {
  return command.commands.flatMap((child) => {
    const names = [...path, child.name()];
    if (child.commands.length > 0) return commandRows(child, names);
    const help = child.createHelp();
    const operands = child.usage().replace(/^\[options\] ?/, '');
    const options = help.visibleOptions(child).filter(({ long }) => long !== '--help');
    return [
      [
        code([...names, operands].join(' ').trim()),
        child.description(),
        options.map((option) => `${code(option.flags)} ${help.optionDescription(option)}`).join('<br>'),
      ],
    ];
  });
}

function defaultText(json: string | undefined): string {
  if (json === undefined) return 'none: state it';
  const value: unknown = JSON.parse(json);
  if (value === null) return 'none';
  if (Array.isArray(value) && value.length === 0) return 'empty';
  return code(typeof value === 'string' ? value : json);
}

const code = (text: string) => `\`${text}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`.replaceAll('|  |', '| |');
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('');
}
