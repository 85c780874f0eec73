import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../project/temporary-folder.ts';

/** A Pulumi CLI that keeps a backend of files and deploys nothing. */
export interface FakePulumi {
  /** The folder to put on the `PATH`. */
  readonly folder: string;
  /** Has it answer as if this were so. */
  set(name: 'version' | 'plugins' | 'url' | 'state', text: string): Promise<void>;
}

/** Makes one that is as new as the program's packages want it, has no plugin, and is logged in to nothing. */
export async function fakePulumi(): Promise<FakePulumi> {
  const folder = await temporaryFolder();
  const script = `#!/bin/sh
cd '${folder}'
case "$*" in
  version) cat version ;;
  whoami*) [ -s url ] && printf '{"user":"ann","url":"%s"}' "$(cat url)" || { echo 'not logged in' >&2; exit 1; } ;;
  'login --local' | 'login file://'*) printf 'file://~' >url ;;
  'plugin ls --json') cat plugins ;;
  'plugin install resource auth0 '*) printf '[{"name":"auth0","kind":"resource","version":"%s"}]' "$5" >plugins ;;
  'stack select --create '*) printf '{"version":3,"deployment":{}}' >state ;;
  'stack export '*) [ -s state ] && cat state || { echo 'no stack' >&2; exit 6; } ;;
  'cancel '*) rm -rf "\${PULUMI_BACKEND_URL#file://}/.pulumi" ;;
  'up '*) echo up >>calls ;;
  *) echo "unforeseen: $*" >&2; exit 99 ;;
esac
`;
  await writeFile(join(folder, 'pulumi'), script);
  await chmod(join(folder, 'pulumi'), 0o755);
  const set: FakePulumi['set'] = (name, text) => writeFile(join(folder, name), text);
  await set('version', 'v3.260.0\n');
  await set('plugins', '[]');
  return { folder, set };
}
