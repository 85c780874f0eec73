import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Job {
  readonly extends?: string;
  readonly image?: string;
  readonly stage?: string;
  readonly needs?: readonly string[];
  readonly rules?: readonly { readonly if: string; readonly when?: string }[];
  readonly environment?: string | { readonly name: string; readonly action: string };
  readonly interruptible?: boolean;
  readonly resource_group?: string;
  readonly parallel?: unknown;
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
}

const pipeline = parse(readFileSync('ci/gitlab-ci.yml', 'utf8')) as Readonly<Record<string, Job>>;

test('runs the scripts that the workflows run', () => {
  const scripts = Object.entries(pipeline).flatMap(([id, { script }]) => (script ? [[id, ...script]] : []));
  expect(scripts).toEqual([
    ['check', '.ci/run'],
    ['preview dev', 'ci/preview.sh dev'],
    ['deploy dev', 'ci/deploy.sh dev'],
    ['deploy prod', 'ci/deploy.sh prod'],
    ['chaos', 'npm run chaos'],
    ['drift', 'ci/drift.sh "$STACK"'],
  ]);
  expect(pipeline['.pulumi']?.before_script).toEqual(['npm ci']);
});

test('takes the Pulumi CLI at the version that the workflows pin', () => {
  const version = readFileSync('ci/pulumi-version', 'utf8').trim();
  expect(pipeline['.pulumi']?.image).toBe(`pulumi/pulumi-nodejs-22:${version}`);
});

test('checks on Node 20, 22 and 24', () => {
  expect(pipeline['check']?.parallel).toEqual({ matrix: [{ NODE: ['20', '22', '24'] }] });
});

test('previews dev on merge requests, never for a fork', () => {
  expect(pipeline['preview dev']?.rules).toEqual([
    {
      if: '$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID',
    },
  ]);
  expect(pipeline['preview dev']?.environment).toEqual({ name: 'dev-preview', action: 'access' });
  expect(pipeline['preview dev']).not.toHaveProperty('extends');
});

test('deploys dev from the default branch, and prod after it by hand', () => {
  const main = '$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH';
  expect(pipeline['deploy dev']).toMatchObject({ environment: 'dev', rules: [{ if: main }] });
  expect(pipeline['deploy prod']).toMatchObject({
    environment: 'prod',
    needs: ['deploy dev'],
    rules: [{ if: main, when: 'manual' }],
  });
});

test('looks for drift every night, whatever becomes of the other nightly job', () => {
  expect(pipeline['drift']?.needs).toEqual([]);
});

test('lets nothing cancel a deployment, and nothing compare a tenant meanwhile', () => {
  expect(pipeline['.deploy']?.interruptible).toBe(false);
  expect(pipeline['deploy dev']?.resource_group).toBe('stack-dev');
  expect(pipeline['deploy prod']?.resource_group).toBe('stack-prod');
  expect(pipeline['drift']).toMatchObject({
    parallel: { matrix: [{ STACK: ['dev', 'prod'] }] },
    resource_group: 'stack-$STACK',
    environment: { name: '$STACK-readonly', action: 'access' },
    rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule"' }],
  });
});
