import { type CommandedStack, clientsCommand, pruneCommand } from '../../engine/stack-commands.ts';
import { tokens } from '../../management/resources/resource-types.ts';
import type { Finding } from '../findings/finding.ts';
import { byPerson } from '../mends/printed-mend.ts';
import { strangerWhy } from './judge-unmanaged.ts';

/** More third parties than this are told by their number. */
const mostByName = 3;

/** The findings with those about third parties in one where they are many: whoever registers at an open endpoint comes again and again. */
export function groupStrangers(
  findings: readonly Finding[],
  { stack }: Pick<CommandedStack, 'stack'>,
): readonly Finding[] {
  const strangers = findings.filter(({ kind, why }) => kind === 'unmanaged' && why === strangerWhy);
  const [first, ...rest] = strangers;
  if (first === undefined || rest.length < mostByName) return findings;
  const grouped: Finding = {
    kind: 'unmanaged',
    severity: first.severity,
    type: tokens.client,
    name: `${strangers.length} applications of third parties`,
    actual: strangers.length,
    why: 'Third parties can ask people to let them act for them, and each takes one of the applications that the plan allows.',
    ...byPerson(
      `Look who they are with ${clientsCommand({ stack })}, and delete those that nobody uses with ${pruneCommand({ stack })}`,
    ),
  };
  return findings.flatMap((finding) =>
    finding === first ? [grouped] : strangers.includes(finding) ? [] : [finding],
  );
}
