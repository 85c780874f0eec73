import type { PropertyChange, OpType, DeploymentPlan, Step } from '../../engine/embedded/plan.ts';
import { isToken, resourceType } from '../../management/resources/resource-types.ts';
import { valueDifference } from '../../text/value-difference.ts';
import type { Style, Terminal } from '../terminal.ts';

const marks: Record<OpType, { readonly mark: string; readonly style: Style }> = {
  create: { mark: '+', style: 'green' },
  update: { mark: '~', style: 'yellow' },
  replace: { mark: '±', style: 'magenta' },
  delete: { mark: '-', style: 'red' },
  same: { mark: ' ', style: 'dim' },
};

/**
 * A plan for people: what changes, one line a resource, an update or replacement property by property, then the outputs.
 * Secret values are not shown. With `details` also what a new resource starts with.
 */
export function planText(
  plan: DeploymentPlan,
  terminal: Terminal,
  { details }: { readonly details: boolean },
): string {
  const steps = plan.steps.filter(({ op }) => op !== 'same');
  const width = Math.max(0, ...steps.map(({ name }) => name.length));
  return [
    ...steps.flatMap((step) => [heading(step, width, terminal), ...detail(step, terminal, details)]),
    ...outputLines(plan, terminal),
  ].join('\n');
}

/** What ends for people and programs when a plan is carried out, a sentence each; empty where nothing does. */
export function endings(
  steps: readonly Pick<Step, 'op' | 'type' | 'name' | 'retained'>[],
): readonly string[] {
  const byEnding = new Map<string, string[]>();
  for (const { op, type, name, retained } of steps) {
    const { called } = isToken(type) ? resourceType(type) : {};
    if (called === undefined || retained || (op !== 'replace' && op !== 'delete')) continue;
    const ending = `${op === 'replace' ? 'deleted and made anew' : 'deleted'}: ${called.endsWithIt}.`;
    byEnding.set(ending, [...(byEnding.get(ending) ?? []), name]);
  }
  return [...byEnding].map(([ending, names]) =>
    names.length === 1 ? `${names[0]} is ${ending}` : `Each of ${names.join(', ')} is ${ending}`,
  );
}

/** `14 created, 1 updated, 3 unchanged`; a preview says `to create`. */
export function planSummary({ summary, outputChanges }: DeploymentPlan, tense: 'planned' | 'done'): string {
  const words = {
    create: ['to create', 'created'],
    update: ['to update', 'updated'],
    replace: ['to replace', 'replaced'],
    delete: ['to delete', 'deleted'],
    same: ['unchanged', 'unchanged'],
  } as const;
  const counted = Object.entries(words).flatMap(([op, [planned, done]]) => {
    const count = summary[op as OpType];
    return count === 0 ? [] : [`${count} ${tense === 'planned' ? planned : done}`];
  });
  if (outputChanges.length > 0) {
    const noun = outputChanges.length === 1 ? 'output' : 'outputs';
    counted.push(`${outputChanges.length} ${noun} ${tense === 'planned' ? 'to change' : 'changed'}`);
  }
  return counted.join(', ') || 'nothing declared';
}

/** How far a run came that did not come to its end. */
export function progressText({ steps }: DeploymentPlan, done: ReadonlySet<string>): string {
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

function detail({ op, changes }: Step, terminal: Terminal, details: boolean): string[] {
  if (op === 'delete' || (op === 'create' && !details)) return [];
  return changes.flatMap((change) => changeLines(change, terminal)).map((line) => `      ${line}`);
}

function outputLines({ outputChanges }: DeploymentPlan, terminal: Terminal): string[] {
  if (outputChanges.length === 0) return [];
  const lines = outputChanges.flatMap((change) => changeLines(change, terminal));
  return [`  ${terminal.style('yellow', '~')} outputs`, ...lines.map((line) => `      ${line}`)];
}

/** One property that changes: a line, and below it one for each item that comes to a list or goes. */
export function changeLines(
  { path, kind, from, to, secret, unknown }: PropertyChange,
  terminal: Terminal,
): readonly string[] {
  const show = (value: unknown) => (secret ? '[secret]' : JSON.stringify(value));
  const after = unknown ? '(known after up)' : show(to);
  if (kind === 'add') return [terminal.style('green', `+ ${path}: ${after}`)];
  if (kind === 'remove') return [terminal.style('red', `- ${path}: ${show(from)}`)];
  const label = terminal.style('yellow', `~ ${path}:`);
  const parts = secret ? undefined : valueDifference(from, to);
  if (parts === undefined) return [`${label} ${secret ? after : `${show(from)} → ${after}`}`];
  if (parts.length === 0) return [`${label} other order`];
  return [
    label,
    ...parts.map(({ sign, text }) => `    ${terminal.style(signStyles[sign], `${sign} ${text}`)}`),
  ];
}

const signStyles = { '+': 'green', '-': 'red', '~': 'yellow' } as const satisfies Record<string, Style>;
