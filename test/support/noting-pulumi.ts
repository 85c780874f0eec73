import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

const nothingDeployed = JSON.stringify({ version: 3, deployment: {} });

/** What such a Pulumi answers with. */
interface Answers {
  /** To `stack export`; empty for a stack that is not there. @default one of which nothing was deployed */
  readonly state?: string | undefined;
  /** To `stack output`. @default none */
  readonly outputs?: string;
  /** The exit codes of each `preview` and each `up`, one after the other; 0 once they are used up. */
  readonly preview?: readonly number[];
  readonly up?: readonly number[];
}

/** A `pulumi` that notes how it was called, for which tenant, and does nothing. */
export async function notingPulumi({
  state = nothingDeployed,
  outputs = '{}',
  preview = [],
  up = [],
}: Answers = {}) {
  const folder = await temporaryFolder();
  const files = { log: 'calls', state: 'state.json', outputs: 'outputs.json', preview: 'preview', up: 'up' };
  const at = (name: keyof typeof files) => join(folder, files[name]);
  await writeFile(at('state'), state);
  await writeFile(at('outputs'), outputs);
  for (const [name, codes] of Object.entries({ preview, up }))
    await writeFile(at(name as 'preview'), codes.map((code) => `${code}\n`).join(''));
  await writeFile(
    join(folder, 'pulumi'),
    `#!/bin/sh
echo "$AUTH0_DOMAIN $*" >>'${at('log')}'
case "$*" in
  'stack output'*) cat '${at('outputs')}' ;;
  'stack export'*) [ -s '${at('state')}' ] || exit 6; cat '${at('state')}' ;;
  preview*|up*)
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
    calls: async () => (await readFile(at('log'), 'utf8').catch(() => '')).split('\n').slice(0, -1),
  };
}
