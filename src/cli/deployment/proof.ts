import { relative } from 'node:path';
import type { StackOutputs } from '../../../infra/outputs.ts';
import type { WrittenDotenv } from '../../dotenv/set-variables.ts';
import { writeDotenv } from '../../dotenv/write.ts';
import { isExpected } from '../../engine/is-expected.ts';
import { dotenvName, verifyCommand } from '../../engine/stack-commands.ts';
import { type CheckGroup, partGroups } from '../../verify/check-group.ts';
import type { Report } from '../../verify/report.ts';
import { stackTarget } from '../../verify/target.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { reportText, verificationExitCode } from '../printed/verification-text.ts';
import type { ReachableTenant } from '../stack/local-tenant.ts';
import { mintRegistrarToken } from '../stack/registrar-token.ts';
import type { Stack } from '../stack/stack.ts';
import { managementOf, verifyOnTenant, verifyTarget } from '../stack/stack-verification.ts';
import { progressUnder, tellAtTerminal, type Terminal } from '../terminal.ts';

/** A stack that was deployed just now. */
interface Deployed {
  readonly stack: Stack;
  readonly outputs: StackOutputs;
  /** Its tenant, where that is on this machine. */
  readonly tenant?: ReachableTenant;
}

/** How it is proved that what was deployed works. */
interface Proving {
  readonly groups: readonly CheckGroup[];
  /** The `.env` to write. */
  readonly file: string;
  /** As verification on this machine takes it. */
  readonly server?: 'connector';
}

/** The two halves of a deploy that come after the tenant is as declared. */
export interface Proof {
  readonly dotenv: WrittenDotenv;
  readonly verification: Report;
}

/**
 * Writes the `.env` of a stack that was deployed, as `env` does, and verifies it, as `verify` does without `--login` and `--register`.
 *
 * @throws {CliError} when the `.env` cannot be written; the deploy stands
 * @throws the reason of an interruption
 */
export async function prove(
  { stack, outputs, tenant }: Deployed,
  { groups, file, server }: Proving,
  invocation: Invocation,
): Promise<Proof> {
  const { environment, interrupted, terminal } = invocation;
  const mint = () => mintRegistrarToken(outputs, tenant);
  const written = await writeDotenv(file, { outputs, secrets: 'plain', mint }).catch(unwritten(stack));
  interrupted.throwIfAborted();
  tellAtTerminal(terminal, 'Verifying …');
  const dotenv = { path: written.path, environment };
  const verification =
    tenant === undefined
      ? await verifyTarget(
          stackTarget(stack.name, stack.settings, outputs, dotenv),
          { groups, management: managementOf(stack.settings.domain, {}, environment) },
          invocation,
        )
      : await verifyOnTenant(
          { stack, outputs, groups, dotenv, ...(server !== undefined && { server }) },
          tenant,
          invocation,
        );
  interrupted.throwIfAborted();
  return { dotenv: written, verification };
}

/** {@link prove} for an `up`, with all that `verify` looks at. What came of it is told, but for the document of `json`. */
export async function proveUp(
  deployed: Deployed,
  file: string,
  { json }: { readonly json: boolean },
  invocation: Invocation,
): Promise<{ readonly proof: Proof; readonly exitCode: number }> {
  const { terminal } = invocation;
  const proof = await prove(deployed, { groups: partGroups, file }, invocation);
  if (!json) terminal.result(proofText(proof, terminal));
  tellUnproved(proof, deployed.stack, terminal);
  return { proof, exitCode: verificationExitCode(proof.verification) };
}

/** What became of the `.env`, and what verification found. */
export function proofText({ dotenv, verification }: Proof, terminal: Terminal): string {
  const kept = dotenv.kept.length === 0 ? '' : ` As references stayed: ${dotenv.kept.join(', ')}.`;
  return `${shown(dotenv)} ${dotenv.outcome}.${kept}\n${reportText(verification, terminal)}`;
}

const shown = ({ path }: WrittenDotenv) => relative(process.cwd(), path);

/** Says, where verification does not end well, that only this half of the deploy did not. */
export function tellUnproved(
  { dotenv, verification }: Proof,
  { name: stack }: Stack,
  terminal: Terminal,
): void {
  const exitCode = verificationExitCode(verification);
  if (exitCode === exitCodes.ok) return;
  const failed = exitCode === exitCodes.difference;
  const { summary, conclusion } = verification;
  const outcome = failed ? 'verification failed' : 'verification could not tell everything';
  const isMendable = failed || summary.unknown > 0 || conclusion?.outcome !== 'undecided';
  progressUnder(
    terminal,
    failed ? 'red' : 'yellow',
    'Deployed,',
    `and ${shown(dotenv)} is written; ${outcome}.` +
      (isMendable ? ` Once that is mended, look again: ${verifyCommand({ stack })}` : ''),
  );
}

const unwritten =
  ({ name }: Stack) =>
  (cause: unknown): never => {
    if (!isExpected(cause)) throw cause;
    throw new CliError(
      `The deploy stands, but its ${dotenvName(name)} was not written, and nothing was verified. ${cause.message}`,
      { cause },
    );
  };
