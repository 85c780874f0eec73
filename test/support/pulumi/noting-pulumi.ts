import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmbeddedRecord } from '../../../src/engine/embedded/record/record.ts';
import type { LocalProject } from '../project/local-project.ts';
import { temporaryFolder } from '../project/temporary-folder.ts';

const nothingDeployed = JSON.stringify({ version: 3, deployment: {} });

/** What such a Pulumi answers with. */
interface Answers {
  /** To `stack export`; empty for a stack that is not there. @default one of which nothing was deployed */
  readonly state?: string | undefined;
  /** To `stack output`. @default none */
  readonly outputs?: string;
  /** The exit codes of each `preview`, `up` and `destroy`, one after the other; 0 once they are used up. */
  readonly preview?: readonly number[];
  readonly up?: readonly number[];
  readonly destroy?: readonly number[];
  /** Whether no state can be imported. @default false */
  readonly refusesImport?: boolean;
}

/** A `pulumi` that notes how it was called, for which tenant, and does nothing. */
export async function notingPulumi({
  state = nothingDeployed,
  outputs = '{}',
  preview = [],
  up = [],
  destroy = [],
  refusesImport = false,
}: Answers = {}) {
  const folder = await temporaryFolder();
  const files = {
    log: 'calls',
    state: 'state.json',
    outputs: 'outputs.json',
    preview: 'preview',
    up: 'up',
    destroy: 'destroy',
  };
  const at = (name: keyof typeof files) => join(folder, files[name]);
  await writeFile(at('state'), state);
  await writeFile(at('outputs'), outputs);
  for (const [name, codes] of Object.entries({ preview, up, destroy }))
    await writeFile(at(name as 'preview'), codes.map((code) => `${code}\n`).join(''));
  await writeFile(
    join(folder, 'pulumi'),
    `#!/bin/sh
echo "$AUTH0_DOMAIN $*" >>'${at('log')}'
case "$*" in
  whoami*) echo '{"user":"me","url":"file:///states"}' ;;
  'stack output'*) cat '${at('outputs')}' ;;
  'stack import'*) ${refusesImport ? `echo 'error: the stack is currently locked' >&2; exit 255` : `cp "$4" '${at('state')}'`} ;;
  'stack export'*) [ -s '${at('state')}' ] || exit 6; cat '${at('state')}' ;;
  preview*|up*|destroy*)
    codes="${folder}/$1"
    code=$(head -n 1 "$codes")
    sed -i 1d "$codes"
    exit "\${code:-0}" ;;
esac
`,
  );
  await chmod(join(folder, 'pulumi'), 0o755);
  return {
    environment: { PATH: `${folder}:${process.env['PATH']}` },
    state: () => readFile(at('state'), 'utf8'),
    calls: async () => (await readFile(at('log'), 'utf8').catch(() => '')).split('\n').slice(0, -1),
  };
}

/**
 * Makes a project's tenant, which the embedded engine filled, one that such a Pulumi has deployed to; its runs end with these codes.
 * With another domain, its state is that of a tenant there.
 */
export async function deployedByPulumi(
  project: LocalProject,
  codes: Pick<Answers, 'preview' | 'up' | 'destroy'>,
  otherDomain?: string,
) {
  const folder = join(project.tenantDirectory, 'embedded');
  const { resources, outputs } = JSON.parse(
    await readFile(join(folder, 'local.json'), 'utf8'),
  ) as EmbeddedRecord;
  await rm(folder, { recursive: true });
  const deployed = resources.map(({ urn, type, id, inputs }) => ({ urn, type, inputs, custom: true, id }));
  const state =
    otherDomain === undefined
      ? deployed
      : [
          {
            urn: 'urn:pulumi:local::omnichat-auth0::pulumi:providers:auth0::default',
            type: 'pulumi:providers:auth0',
            custom: true,
            id: 'provider',
            inputs: { domain: otherDomain },
          },
          ...deployed.map((each) => ({ ...each, id: 'ofAnotherTenant' })),
        ];
  const {
    environment,
    calls,
    state: stateNow,
  } = await notingPulumi({
    state: JSON.stringify({ version: 3, deployment: { resources: state } }),
    outputs: JSON.stringify(
      Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
    ),
    ...codes,
  });
  return {
    environment,
    /** What the state has by now, of each resource its logical name. */
    known: async () =>
      (
        JSON.parse(await stateNow()) as {
          readonly deployment: { readonly resources: readonly { readonly urn: string }[] };
        }
      ).deployment.resources.map(({ urn }) => urn.slice(urn.lastIndexOf(':') + 1)),
    /** Without those that only read. */
    runs: async () =>
      (await calls())
        .map((call) => call.slice(project.domain.length + 1))
        .filter((call) => /^(up|preview|destroy)/.test(call)),
  };
}
