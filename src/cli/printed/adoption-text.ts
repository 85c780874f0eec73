import type { PropertyChange } from '../../engine/embedded/plan.ts';
import type { Difference } from '../../management/properties/differences.ts';
import type { AdoptedResource, AdoptionReport } from './adoption-report.ts';
import { changeLines, nounOf } from './plan-text.ts';
import type { Terminal } from '../terminal.ts';

/** What was found in a tenant beside what the program wants, for people. */
export function adoptionText(
  { stack, domain, adopted, known, missing, next }: AdoptionReport,
  terminal: Terminal,
): string {
  const width = Math.max(0, ...adopted.map(({ name }) => name.length));
  const lines = adopted.flatMap((resource) => [
    heading(resource, width, terminal),
    ...resource.differences
      .flatMap((difference) => changeLines(changeOf(difference), terminal))
      .map((line) => `      ${line}`),
  ]);
  const run = next.map((command) => `  ${command}`).join('\n');
  if (adopted.length === 0) {
    const why = known.length > 0 ? 'the state knows it already' : 'it holds nothing of a declared name';
    return `Nothing to adopt in ${domain} for stack ${stack}: ${why}. Go on with:\n${run}`;
  }
  const count = adopted.reduce((sum, { differences }) => sum + differences.length, 0);
  return [
    `${terminal.style('bold', stack)}  ${domain}: what is there → what the program wants`,
    '',
    ...lines,
    '',
    `${adopted.length} found, with ${count} ${count === 1 ? 'difference' : 'differences'} that up would take away` +
      `${known.length > 0 ? `; ${known.length} known already` : ''}${missing.length > 0 ? `; up would make ${missing.join(', ')}` : ''}.`,
    'The tenant was not changed. Run:',
    run,
  ].join('\n');
}

function heading(
  { name, type, id, differences }: AdoptedResource,
  width: number,
  terminal: Terminal,
): string {
  const replaces = differences.filter((each) => each.replaces).map(({ path }) => path);
  const because =
    replaces.length > 0 ? ` (${replaces.join(', ')} cannot change in place: up would make it anew)` : '';
  return `  ${name.padEnd(width)}  ${terminal.style('dim', `${nounOf(type)} ${id}`)}${because}`;
}

function changeOf({ path, desired, actual, secret }: Difference): PropertyChange {
  const kind = actual === undefined ? 'add' : desired === undefined ? 'remove' : 'change';
  if (secret) return { path, kind, secret: true };
  return {
    path,
    kind,
    ...(actual !== undefined && { from: actual }),
    ...(desired !== undefined && { to: desired }),
  };
}
