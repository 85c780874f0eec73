import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findPulumi } from '../../src/engine/pulumi-cli.ts';
import { installPulumi } from '../../src/engine/pulumi-installation.ts';
import { localProject } from '../support/project/local-project.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const ofPulumi = createRequire(createRequire(import.meta.url).resolve('@pulumi/pulumi'));
const downloads = ofPulumi('./automation/download') as { download: (url: string) => Promise<string> };
const { download } = downloads;
const wanted = (await readFile('ci/pulumi-version', 'utf8')).trim();

/** An installer as get.pulumi.com has one, but for where it gets Pulumi from: it notes how it was called. */
const installer = `#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in
    --install-root) root=$2; shift ;;
    --version) version=$2; shift ;;
    --no-edit-path) untouched=yes ;;
  esac
  shift
done
mkdir -p "$root/bin"
printf '#!/bin/sh\\n[ "$1" = version ] && echo v%s\\n# %s\\n' "$version" "$untouched" >"$root/bin/pulumi"
chmod +x "$root/bin/pulumi"
`;

let asked: string[];

beforeEach(() => {
  asked = [];
  downloads.download = (url) => {
    asked.push(url);
    return Promise.resolve(installer);
  };
});

afterEach(() => {
  downloads.download = download;
});

test("is done by Pulumi's own installer, in the pinned version, and no PATH is changed", async () => {
  const home = await temporaryFolder();
  const environment = { PATH: '', HOME: home };
  const root = join(home, '.pulumi', 'versions', wanted);
  expect(await installPulumi(environment)).toBe(root);
  expect(asked).toEqual(['https://get.pulumi.com/install.sh']);
  const file = join(root, 'bin', 'pulumi');
  expect(await readFile(file, 'utf8')).toContain(`echo v${wanted}\n# yes`);
  expect(await findPulumi(environment)).toBe(file);

  const first = await temporaryFolder();
  await writeFile(join(first, 'pulumi'), '');
  await chmod(join(first, 'pulumi'), 0o755);
  expect(await findPulumi({ ...environment, PATH: first })).toBe(join(first, 'pulumi'));
});

test('says what is wrong where it fails', async () => {
  downloads.download = () => Promise.reject(new Error('Failed to download it: fetch failed'));
  const home = await temporaryFolder();
  await expect(installPulumi({ HOME: home })).rejects.toMatchObject({
    code: 'PULUMI_NOT_INSTALLED',
    message:
      `Pulumi ${wanted} cannot be installed into ${join(home, '.pulumi', 'versions', wanted)}: Failed to download it: fetch failed. ` +
      'Install it yourself: https://www.pulumi.com/docs/install/',
  });
  await expect(installPulumi({})).rejects.toMatchObject({ code: 'PULUMI_NOT_INSTALLED' });
});

test('is what --install-pulumi does before anything else, once', async () => {
  const project = await localProject();
  const home = join(project.directory, 'home');
  await mkdir(home);
  const preview = () =>
    project.runWith(
      { environment: { PATH: '', HOME: home } },
      'preview',
      '--engine',
      'pulumi',
      '--install-pulumi',
      '--no-input',
    );
  const first = await preview();
  const bin = join(home, '.pulumi', 'versions', wanted, 'bin');
  expect(first.stderr).toContain(
    `Installed. This tool finds it there; to run pulumi yourself: export PATH="${bin}:$PATH"\n`,
  );
  expect((await preview()).stderr).not.toContain('Install');
  expect(asked).toHaveLength(1);

  const { exitCode, stderr } = await project.run('preview', '--install-pulumi');
  expect({ exitCode, stderr }).toEqual({
    exitCode: 64,
    stderr:
      'Error: The embedded engine needs no Pulumi. Leave --install-pulumi out, or use --engine pulumi.\n',
  });
});
