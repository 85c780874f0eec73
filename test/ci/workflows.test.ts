import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isScalar, parse, parseDocument, visit } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly environment?: string | { readonly name: string; readonly deployment: boolean };
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly strategy?: { readonly 'fail-fast': boolean; readonly matrix: Readonly<Record<string, unknown>> };
  readonly env?: unknown;
  readonly 'timeout-minutes': number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly env?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = '.github/workflows';
const names = readdirSync(folder);
const action = '.github/actions/prepare/action.yml';
const files = [...names.map((name) => `${folder}/${name}`), action];

function textOf(file: string): string {
  return readFileSync(file, 'utf8');
}

function workflow(name: string): Workflow {
  return parse(textOf(`${folder}/${name}`)) as Workflow;
}

const jobs = names.flatMap((name) =>
  Object.entries(workflow(name).jobs).map(([id, job]) => [`${name}: ${id}`, job] as const),
);
const steps: readonly Step[] = [
  ...jobs.flatMap(([, job]) => job.steps),
  ...(parse(textOf(action)) as { runs: { steps: Step[] } }).runs.steps,
];

/** Each `uses` with the comment on its line. */
function usesOf(file: string): [string, string | undefined][] {
  const found: [string, string | undefined][] = [];
  visit(parseDocument(textOf(file)), {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== 'uses' || !isScalar(value)) return;
      found.push([String(value.value), value.comment?.trim()]);
    },
  });
  return found;
}

describe('workflows', () => {
  test('are these seven', () => {
    expect(names.toSorted()).toEqual([
      'chaos.yml',
      'check.yml',
      'conformance.yml',
      'deploy.yml',
      'drift.yml',
      'preview.yml',
      'prune.yml',
    ]);
  });

  test.each(files)('%s pins each action by commit and says its version, the same everywhere', (file) => {
    const pins = new Map(files.flatMap(usesOf).filter(([uses]) => !uses.startsWith('./')));
    const uses = usesOf(file);
    expect(uses.length).toBeGreaterThan(0);
    for (const [name, comment] of uses) {
      if (name === './.github/actions/prepare') continue;
      expect(name).toMatch(/^(actions\/checkout|actions\/setup-node|pulumi\/actions)@[0-9a-f]{40}$/);
      expect(comment).toMatch(/^v\d+\.\d+\.\d+$/);
      const commits = [...pins.keys()].filter((pin) => pin.split('@')[0] === name.split('@')[0]);
      expect(commits).toEqual([name]);
    }
  });

  test.each(names)('%s grants nothing to all its jobs, and holds no secret for all of them', (name) => {
    expect(workflow(name)).toMatchObject({ permissions: {} });
    expect(workflow(name).env).toBeUndefined();
  });

  test('grant each job what it needs and no more', () => {
    expect(Object.fromEntries(jobs.map(([id, { permissions }]) => [id, permissions]))).toEqual({
      'chaos.yml: chaos': { contents: 'read' },
      'check.yml: check': { contents: 'read' },
      'conformance.yml: conformance': { contents: 'read' },
      'preview.yml: dev': { contents: 'read', 'pull-requests': 'write' },
      'deploy.yml: dev': { contents: 'read' },
      'deploy.yml: approve-prod': {},
      'deploy.yml: prod': { contents: 'read' },
      'drift.yml: drift': { contents: 'read', issues: 'write' },
      'prune.yml: prune': { contents: 'read' },
    });
  });

  test.each(jobs)('%s gives secrets to no step but the one that needs them', (_, job) => {
    expect(job.env).toBeUndefined();
    const trusted = job.steps.filter((step) => JSON.stringify(step).includes('secrets.'));
    for (const step of trusted) expect(step.run).toMatch(/^ci\/(preview|deploy|drift|prune)\.sh /);
  });

  test('end by themselves, and never in the middle of a deployment', () => {
    expect(Object.fromEntries(jobs.map(([id, job]) => [id, job['timeout-minutes']]))).toEqual({
      'chaos.yml: chaos': 120,
      'check.yml: check': 20,
      'conformance.yml: conformance': 30,
      'preview.yml: dev': 15,
      'deploy.yml: dev': 360,
      'deploy.yml: approve-prod': 5,
      'deploy.yml: prod': 360,
      'drift.yml: drift': 30,
      'prune.yml: prune': 30,
    });
  });

  test('leave no credentials behind in the checkout', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts).toHaveLength(8);
    for (const checkout of checkouts) expect(checkout.with).toEqual({ 'persist-credentials': false });
  });

  test('run one script of the repository a step, and hand it nothing that an outsider wrote', () => {
    const commands = steps.flatMap(({ run }) => run ?? []);
    expect(commands.toSorted()).toEqual([
      '.ci/run',
      'ci/deploy.sh dev',
      'ci/deploy.sh prod',
      'ci/drift.sh "$STACK"',
      'ci/preview.sh dev',
      'ci/prune.sh "$STACK"',
      'npm ci',
      'npm ci',
      'npm ci',
      'npm ci',
      'npm run chaos',
      'npm run test:conformance',
      'true',
    ]);
    for (const command of commands) expect(command).not.toContain('${{');
    for (const { env } of steps) expect(JSON.stringify(env ?? {})).not.toContain('github.event');
  });

  test('run scripts that can be executed', () => {
    for (const script of [
      '.ci/run',
      'ci/deploy.sh',
      'ci/drift.sh',
      'ci/preview.sh',
      'ci/prune.sh',
      'ci/guard-backend.sh',
    ]) {
      expect([script, statSync(script).mode & 0o111]).toEqual([script, 0o111]);
    }
  });

  test('never build on a cache that another branch may have written', () => {
    const nodes = steps.filter(({ uses }) => uses?.startsWith('actions/setup-node@'));
    expect(nodes).toHaveLength(6);
    for (const node of nodes) expect(node.with).toMatchObject({ 'package-manager-cache': false });
  });
});

test('a backend’s URL, which may hold a password, is a secret everywhere', () => {
  for (const name of names) expect(textOf(`${folder}/${name}`)).not.toMatch(/vars\./);
});

describe('check', () => {
  test('runs on Node 20, 22 and 24', () => {
    expect(workflow('check.yml').jobs['check']?.strategy?.matrix).toEqual({ node: [20, 22, 24] });
  });
});

describe('preview', () => {
  const { on, jobs: previews } = workflow('preview.yml');

  test('runs for pull requests in their own context, and never for a fork', () => {
    expect(on).toEqual({ pull_request: null });
    expect(previews['dev']?.if).toBe('github.event.pull_request.head.repo.full_name == github.repository');
  });

  test('is of dev only, with its read-only credentials', () => {
    expect(Object.keys(previews)).toEqual(['dev']);
    expect(previews['dev']?.environment).toEqual({ name: 'dev-preview', deployment: false });
  });

  test('has neither the state nor what decrypts it: whoever may push a branch chooses what runs here', () => {
    const secrets = previews['dev']?.steps.flatMap(({ env }) => Object.keys(env ?? {}));
    expect(secrets?.toSorted()).toEqual(['AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET', 'GITHUB_TOKEN']);
    expect(textOf(`${folder}/preview.yml`)).not.toMatch(/pulumi|actions\/prepare|id-token/i);
  });
});

describe('deploy', () => {
  const { on, jobs: deployments } = workflow('deploy.yml');

  test('runs for main only', () => {
    expect(on).toEqual({ push: { branches: ['main'] } });
  });

  test('deploys prod after dev and an approval, which waits outside the concurrency group', () => {
    expect(
      Object.entries(deployments).map(([id, { needs, environment, concurrency }]) => [
        id,
        needs,
        environment,
        concurrency?.['group'],
      ]),
    ).toEqual([
      ['dev', undefined, 'dev', 'stack-dev'],
      ['approve-prod', 'dev', 'prod-approval', undefined],
      ['prod', 'approve-prod', 'prod', 'stack-prod'],
    ]);
  });
});

describe('drift', () => {
  const { on, jobs: comparisons } = workflow('drift.yml');
  const job = comparisons['drift'];

  test('runs nightly, off the hour', () => {
    expect(on).toEqual({
      schedule: [{ cron: expect.stringMatching(/^(?!0 )\d+ \d+ \* \* \*$/) }],
      workflow_dispatch: null,
    });
  });

  test('compares each stack whatever the others do, with read-only credentials', () => {
    expect(job?.strategy).toEqual({ 'fail-fast': false, matrix: { stack: ['dev', 'prod'] } });
    expect(job?.environment).toEqual({ name: '${{ matrix.stack }}-readonly', deployment: false });
  });

  test('reads the state, and has nothing that decrypts it', () => {
    expect(textOf(`${folder}/drift.yml`)).toContain('secrets.PULUMI_ACCESS_TOKEN');
    expect(textOf(`${folder}/drift.yml`)).not.toContain('PASSPHRASE');
  });

  test('shares its concurrency group with deploy; a running up is never cancelled, nor a waiting one dropped', () => {
    const expected = (stack: string) => ({
      group: `stack-${stack}`,
      'cancel-in-progress': false,
      queue: 'max',
    });
    expect(job?.concurrency).toEqual(expected('${{ matrix.stack }}'));
    expect(workflow('deploy.yml').jobs['dev']?.concurrency).toEqual(expected('dev'));
    expect(workflow('deploy.yml').jobs['prod']?.concurrency).toEqual(expected('prod'));
  });
});

describe('Pulumi', () => {
  test('is installed by the official action, at one pinned version', () => {
    const installations = steps.filter(({ uses }) => uses?.startsWith('pulumi/actions@'));
    expect(installations.map((step) => step.with)).toEqual([{ 'pulumi-version-file': 'ci/pulumi-version' }]);
    expect(textOf('ci/pulumi-version')).toMatch(/^3\.\d+\.\d+\n$/);
  });
});
