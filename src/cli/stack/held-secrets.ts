import { resolve } from 'node:path';
import { parse } from 'dotenv';
import { readDotenvFile } from '../../dotenv/file.ts';
import { resolved } from '../../dotenv/reference.ts';
import { managerOf } from '../../text/secret-reference.ts';
import { type SecretHolder, secretName, unfinishedSuccessor } from '../../dotenv/rotated-secret.ts';
import type { HeldSecret } from '../../drift/tenant/secret-probe.ts';
import { dotenvName } from '../../engine/stack-commands.ts';
import type { Stack } from './stack.ts';

/** The client secrets in the `.env` files of a stack: its own, and others that are of the same tenant. */
export async function heldSecrets(
  { name, directory, settings }: Stack,
  environment: NodeJS.ProcessEnv,
): Promise<readonly HeldSecret[]> {
  const perFile = [...new Set([dotenvName(name), '.env', `.env.${name}`])].map(
    async (file): Promise<readonly HeldSecret[]> => {
      const { text } = await readDotenvFile(resolve(directory, file));
      const written = parse(text ?? '');
      const variables = resolved(written, environment);
      return variables['AUTH0_DOMAIN'] === settings.domain ? heldSecretsIn(variables, file, written) : [];
    },
  );
  return (await Promise.all(perFile)).flat();
}

/** The client secrets among the variables of a file, in which references are `written` as they stand. */
export function heldSecretsIn(
  variables: Readonly<Record<string, string>>,
  file: string,
  written = variables,
): readonly HeldSecret[] {
  const held = (
    application: SecretHolder,
    clientId: string | undefined,
    clientSecret: string | undefined,
    grantType: HeldSecret['grantType'],
  ): HeldSecret[] => {
    const manager = managerOf(written[secretName(application)]);
    return clientId && clientSecret
      ? [
          {
            files: [file],
            ...(manager && { manager }),
            inState: false,
            name: `${application}-credentials`,
            credentials: { clientId, clientSecret },
            grantType,
            ...(unfinishedSuccessor(application, variables) !== undefined && {
              rotation: { application, file },
            }),
          },
        ]
      : [];
  };
  const { OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET, AUTH0_REGISTRAR_CLIENT_ID, AUTH0_REGISTRAR_CLIENT_SECRET } =
    variables;
  return [
    ...held('connector', OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET, 'authorization_code'),
    ...held('registrar', AUTH0_REGISTRAR_CLIENT_ID, AUTH0_REGISTRAR_CLIENT_SECRET, 'client_credentials'),
  ];
}
