import type { Change, Operation, Plan, Step } from '../../engine/embedded/plan.ts';
import { isToken, resourceType } from '../../management/resources/resource-types.ts';
import type { Style, Terminal } from '../terminal.ts';

const marks: Record<Operation, { mark: string; style: Style }> = {
  create: { mark: '+', style: 'green' },
  update: { mark: '~', style: 'yellow' },
  replace: { mark: '±', style: 'magenta' },
  delete: { mark: '-', style: 'red' },
  same: { mark: ' ', style: 'dim' },
};

/**
 * A plan for people: what changes, one line a resource, an update or replacement property by property. Secret values are
 * not shown. `properties: 'all'` also lists what a new resource starts with.
 */
export function planText(plan: Plan, terminal: Terminal, options: { properties: 'changed' | 'all' }): string {
  const steps = plan.steps.filter(({ op }) => op !== 'same');
  const width = Math.max(0, ...steps.map(({ name }) => name.length));
  return steps
    .flatMap((step) => [heading(step, width, terminal), ...detail(step, terminal, options.properties)])
    .join('\n');
}

/** `14 created, 1 updated, 3 unchanged`; a preview says `to create`. */
export function planSummary({ summary }: Plan, tense: 'planned' | 'done'): string {
  const words = {
    create: ['to create', 'created'],
    update: ['to update', 'updated'],
    replace: ['to replace', 'replaced'],
    delete: ['to delete', 'deleted'],
    same: ['unchanged', 'unchanged'],
  } as const;
  const counted = Object.entries(words).flatMap(([op, [planned, done]]) => {
    const count = summary[op as Operation];
    return count === 0 ? [] : [`${count} ${tense === 'planned' ? planned : done}`];
  });
  return counted.join(', ') || 'nothing declared';
}

/** How far a run came that did not come to its end. */
export function progressText({ steps }: Plan, done: ReadonlySet<string>): string {
  const changing = steps.filter(({ op }) => op !== 'same');
  const names = (of: readonly Step[]) => of.map(({ name }) => name).join(', ') || 'nothing';
  return [
    `Done until then: ${names(changing.filter(({ urn }) => done.has(urn)))}.`,
    `Not done: ${names(changing.filter(({ urn }) => !done.has(urn)))}.`,
  ].join('\n');
}

function heading(
  { op, name, type, replaceBecause, retained }: Step,
  width: number,
  terminal: Terminal,
): string {
  const { mark, style } = marks[op];
  const because = replaceBecause?.length
    ? ` (${replaceBecause.join(', ')} cannot change in place)`
    : retained
      ? ' (stays in the tenant, is managed no longer)'
      : '';
  return `  ${terminal.style(style, `${mark} ${name.padEnd(width)}`)}  ${terminal.style('dim', nounOf(type))}${because}`;
}

/** What people call a type of resource. */
export function nounOf(type: string): string {
  return isToken(type) ? resourceType(type).noun : type.slice(type.lastIndexOf(':') + 1);
}

function detail({ op, changes }: Step, terminal: Terminal, properties: 'changed' | 'all'): string[] {
  if (op === 'delete' || (op === 'create' && properties === 'changed')) return [];
  return changes.map((change) => `      ${changeText(change, terminal)}`);
}

/** One property that changes. */
export function changeText({ path, kind, from, to, secret, unknown }: Change, terminal: Terminal): string {
  const show = (value: unknown) => (secret ? '[secret]' : JSON.stringify(value));
  const after = unknown ? '(known after up)' : show(to);
  if (kind === 'add') return terminal.style('green', `+ ${path}: ${after}`);
  if (kind === 'remove') return terminal.style('red', `- ${path}: ${show(from)}`);
  return `${terminal.style('yellow', `~ ${path}:`)} ${show(from)} → ${after}`;
}
