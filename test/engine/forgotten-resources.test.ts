import { expect, test } from 'vitest';
import { forgetResources } from '../../src/engine/forgotten-resources.ts';
import { notingPulumi } from '../support/pulumi/noting-pulumi.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const urn = (type: string, name: string) => `urn:pulumi:dev::omnichat-auth0::${type}::${name}`;
const gone = urn('a:Part', 'gone');
const kept = urn('a:Part', 'kept');
const tenant = {
  urn: urn('a:Tenant', 'tenant'),
  type: 'a:Tenant',
  id: 'tenant',
  inputs: {
    secret: { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', ciphertext: 'v1:' },
  },
};
const part = (name: string) => ({ urn: urn('a:Part', name), type: 'a:Part', id: name, custom: true });
const manifest = { time: '2026-01-01T00:00:00Z', magic: 'abc', version: '3.260.0' };
const stateOf = (resources: readonly object[]) => ({ version: 3, deployment: { manifest, resources } });

test('takes what is forgotten out of the state, and out of what depends on it; the rest stays as it is', async () => {
  const directory = await temporaryFolder();
  const { environment, state, calls } = await notingPulumi({
    state: JSON.stringify(
      stateOf([
        part('gone'),
        part('kept'),
        {
          ...tenant,
          dependencies: [gone, kept],
          propertyDependencies: { users: [gone], others: [kept], none: null },
        },
      ]),
    ),
  });
  const invocation = { stack: 'dev', directory, environment };
  await forgetResources(invocation, ({ id }) => id === 'gone');
  expect(JSON.parse(await state())).toEqual(
    stateOf([
      part('kept'),
      { ...tenant, dependencies: [kept], propertyDependencies: { users: [], others: [kept], none: null } },
    ]),
  );

  const before = (await calls()).length;
  await forgetResources(invocation, ({ id }) => id === 'gone');
  expect((await calls()).slice(before)).toEqual([' stack export --non-interactive --stack dev']);
});

test('says why the state cannot be written', async () => {
  const { environment } = await notingPulumi({
    state: JSON.stringify(stateOf([part('gone')])),
    refusesImport: true,
  });
  const directory = await temporaryFolder();
  await expect(forgetResources({ stack: 'dev', directory, environment }, () => true)).rejects.toMatchObject({
    code: 'PULUMI_FAILED',
    message: expect.stringContaining('exit code 255: error: the stack is currently locked'),
  });
});
