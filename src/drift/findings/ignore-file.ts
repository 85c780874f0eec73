import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { ExpectedError } from '../../text/expected-error.ts';
import type { Finding } from './finding.ts';
import type { StackReport } from './report.ts';

/** The file in the project that says which findings are known and meant. */
export const ignoreFileName = '.driftignore.yaml';

const words = () => z.string('is missing, or no text').min(1, 'is empty');

const ignoreEntry = z
  .strictObject(
    {
      /** Logical name, id, name at Auth0, or kind and one of them: `unmanaged/Deployer`. `*` stands for any text. */
      match: words(),
      /** A property's path; `*` stands for any text. All findings when left out. */
      path: words().optional(),
      /** One stack; all when left out. */
      stack: words().optional(),
      reason: words(),
      /** The last day on which it counts. */
      until: z.iso.date('is not a day. Write it as 2027-01-31.').optional(),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `has ${issue.keys.join(', ')}, which no entry has`
          : 'is not an entry',
    },
  )
  .readonly();

/** An entry of `.driftignore.yaml`. */
export type IgnoreEntry = z.infer<typeof ignoreEntry>;

/** `.driftignore.yaml` cannot be used. */
class IgnoreFileError extends ExpectedError {
  override readonly name = 'IgnoreFileError';
  readonly code = 'DRIFT_IGNORE_INVALID';
}

/**
 * Reads the entries of an ignore file; none when there is no such file.
 *
 * @throws {IgnoreFileError} with every problem when it holds something else
 */
export async function readIgnoreFile(file: string): Promise<readonly IgnoreEntry[]> {
  const content = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw new IgnoreFileError(
      `${file} cannot be read: ${cause.message}. Make it a file that may be read, or remove it.`,
      { cause },
    );
  });
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const [syntax] = document.errors;
  if (syntax) {
    const { line, col } = lines.linePos(syntax.pos[0]);
    throw new IgnoreFileError(
      `${file}: line ${line}, column ${col}: ${syntax.message}. Mend the YAML there.`,
      { cause: syntax },
    );
  }
  const parsed = z.array(ignoreEntry, 'is not a list').safeParse(document.toJS() ?? []);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path: [index, ...rest], message }) =>
      `  ${index === undefined ? 'all of it' : `entry ${Number(index) + 1}${rest.length > 0 ? `, ${rest.join('.')}` : ''}`} ${message}`,
  );
  throw new IgnoreFileError(
    `${file} cannot be used. Write a list of entries, each with match and reason, and path, stack and until where wanted:\n${problems.join('\n')}`,
    { cause: parsed.error },
  );
}

/** What an ignore file makes of a stack's findings. */
export type Ignoring = Pick<StackReport, 'findings' | 'ignored' | 'ignoreProblems'>;

/**
 * Takes out the findings that entries cover. An expired entry covers nothing.
 *
 * @param today as `2027-01-31`
 * @param complete whether all was read: else nobody knows what an entry would have matched
 */
export function applyIgnores(
  findings: readonly Finding[],
  entries: readonly IgnoreEntry[],
  { stack, today, complete }: { readonly stack: string; readonly today: string; readonly complete: boolean },
): Ignoring {
  const ofStack = entries.filter((entry) => entry.stack === undefined || entry.stack === stack);
  const active = ofStack.filter((entry) => !hasExpired(entry, today));
  const covering = findings.map((finding) => active.find((entry) => covers(entry, finding)));
  const used = new Set(covering);
  return {
    findings: findings.filter((_, index) => covering[index] === undefined),
    ignored: findings.flatMap((finding, index) => {
      const entry = covering[index];
      return entry ? [{ finding, ...shown(entry) }] : [];
    }),
    ignoreProblems: ofStack.flatMap((entry): StackReport['ignoreProblems'] => {
      if (hasExpired(entry, today)) return [{ ...shown(entry), problem: 'expired' }];
      const coversAny = used.has(entry) || findings.some((finding) => covers(entry, finding));
      return coversAny || !complete ? [] : [{ ...shown(entry), problem: 'unmatched' }];
    }),
  };
}

const hasExpired = ({ until }: IgnoreEntry, today: string) => until !== undefined && until < today;

const shown = ({ match, reason, until }: IgnoreEntry) => ({
  match,
  reason,
  ...(until !== undefined && { until }),
});

function covers({ match, path }: IgnoreEntry, finding: Finding): boolean {
  const names = [finding.name, ...(finding.id === undefined ? [] : [finding.id])];
  const isMeant = names.some((name) => fits(match, name) || fits(match, `${finding.kind}/${name}`));
  return isMeant && (path === undefined || fits(path, finding.path ?? ''));
}

function fits(glob: string, text: string): boolean {
  const literal = glob.split('*').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp(`^${literal.join('.*')}$`, 's').test(text);
}
