import { isExpected } from '../engine/is-expected.ts';
import { deployCommand, verifyCommand } from '../engine/stack-commands.ts';
import type { DoctorCheck, Cure, Diagnosis } from './check.ts';
import { checks } from './checks.ts';
import { Facts } from './facts.ts';
import { type DoctorReport, type DoctorFinding, doctorVerdict } from './report.ts';
import type { Subject } from './subject.ts';

/**
 * Looks at everything that a deploy of a stack stands on. Writes nothing, unless `fix` says that what can be mended safely is
 * to be mended.
 */
export async function examine(subject: Subject, { fix }: { readonly fix: boolean }): Promise<DoctorReport> {
  const { stack, configuration } = subject;
  const findings: DoctorFinding[] = [];
  let facts = new Facts(subject);
  try {
    for (const check of checks) {
      const { id, title } = check;
      const waitsFor = findings.find((finding) => check.after.includes(finding.id) && leavesOpen(finding));
      if (waitsFor !== undefined) {
        findings.push({
          id,
          title,
          status: 'waiting',
          detail: `Waits for ${waitsFor.waitsFor ?? waitsFor.id}.`,
          waitsFor: waitsFor.waitsFor ?? waitsFor.id,
        });
        continue;
      }
      const diagnosis = await diagnosed(check, facts);
      const mend = fix && 'cure' in diagnosis ? diagnosis.cure.fix : undefined;
      if (mend === undefined) {
        findings.push({ id, title, ...shown(diagnosis) });
        continue;
      }
      const failure = await mend().then(() => undefined, expected);
      await facts.close();
      facts = new Facts(subject);
      const after = await diagnosed(check, facts);
      const detail =
        failure === undefined ? after.detail : `${after.detail} It could not be fixed: ${failure.message}`;
      findings.push({ id, title, ...shown(after), detail, ...(!('cure' in after) && { fixed: true }) });
    }
    const verdict = doctorVerdict(findings);
    return {
      schemaVersion: 1,
      stack,
      ...(!(configuration instanceof Error) && { domain: configuration.settings.domain }),
      verdict,
      findings,
      next: verdict === 'healthy' ? await nextCommands(facts) : [],
    };
  } finally {
    await facts.close();
  }
}

/** A stack of which nothing is deployed is deployed next; another one is asked whether it works. */
async function nextCommands(facts: Facts): Promise<readonly string[]> {
  const { stack } = facts.subject;
  const { resources } = await facts.applied();
  const byPulumi = await facts.byPulumi();
  return [resources.length === 0 ? deployCommand({ stack, byPulumi }) : verifyCommand({ stack })];
}

const leavesOpen = ({ status }: DoctorFinding) =>
  status === 'problem' || status === 'unknown' || status === 'waiting';

async function diagnosed(check: DoctorCheck, facts: Facts): Promise<Diagnosis> {
  try {
    return await check.examine(facts);
  } catch (error) {
    return { status: 'unknown', detail: expected(error).message };
  }
}

function expected(error: unknown): Error {
  if (isExpected(error)) return error;
  throw error;
}

function shown(diagnosis: Diagnosis): Omit<DoctorFinding, 'id' | 'title'> {
  if (!('cure' in diagnosis)) return diagnosis;
  const { cure, ...rest } = diagnosis;
  return { ...rest, cure: shownCure(cure) };
}

const shownCure = ({ steps = [], commands = [], fix }: Cure): NonNullable<DoctorFinding['cure']> => ({
  steps,
  commands,
  canBeFixed: fix !== undefined,
});
