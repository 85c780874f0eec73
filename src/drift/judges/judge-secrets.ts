import { renewSecretCommand, rotateCommand } from '../../engine/stack-commands.ts';
import { tokens } from '../../management/resources/resource-types.ts';
import { type Applied, encrypted } from '../stack/applied.ts';
import type { Finding, NotChecked } from '../findings/finding.ts';
import { dashboard, type JudgedStack } from './judge-declared.ts';
import { type HeldSecret, holdersText, type ProbedSecret } from '../tenant/secret-probe.ts';
import { byCommand } from '../mends/printed-mend.ts';
import { contentOf } from '../tenant/reading.ts';

/** The findings about secrets that somebody relies on and Auth0 no longer takes. */
export function judgeSecrets(probed: readonly ProbedSecret[], stack: JudgedStack): readonly Finding[] {
  return probed
    .filter(({ works }) => contentOf(works) === false)
    .map(({ files, manager, inState, name, credentials: { clientId }, rotation }) => ({
      kind: 'secret-stale',
      severity: 'high',
      type: tokens.clientCredentials,
      name,
      id: clientId,
      path: 'clientSecret',
      why:
        `Auth0 no longer takes the secret in ${holdersText({ files, inState })}: whoever relies on it gets no tokens.` +
        (rotation ? ` Its rotation is under way: ${rotation.file} holds its successor.` : ''),
      ...byCommand(
        stack.first ??
          (rotation
            ? rotateCommand(stack, rotation.application, rotation.file)
            : renewSecretCommand({ ...stack, ...(manager && { manager }) }, ...files)),
      ),
      ...dashboard(stack, tokens.clientCredentials, clientId),
    }));
}

/** The client secrets in what was deployed last, as far as they can be read. */
export function secretsInState(applied: Applied | undefined): {
  readonly held: readonly HeldSecret[];
  readonly notChecked: readonly NotChecked[];
} {
  const credentials = (applied?.resources ?? []).filter(
    ({ type, inputs }) => type === tokens.clientCredentials && inputs['authenticationMethod'] !== 'none',
  );
  const hidden = credentials.filter(({ outputs }) => outputs['clientSecret'] === encrypted);
  return {
    held: credentials.flatMap(({ name, id, outputs: { clientSecret } }) =>
      typeof clientSecret === 'string' && clientSecret !== ''
        ? [
            {
              files: [],
              inState: true,
              name,
              credentials: { clientId: id, clientSecret },
              grantType: name === 'registrar-credentials' ? 'client_credentials' : 'authorization_code',
            } as const,
          ]
        : [],
    ),
    notChecked:
      hidden.length === 0
        ? []
        : [
            {
              what: `client secrets in the state (${hidden
                .map(({ name }) => name)
                .toSorted()
                .join(', ')})`,
              cause: 'encrypted',
              reason:
                'The state holds them encrypted. To have them checked, export it with --show-secrets, or keep a .env.',
            },
          ],
  };
}
