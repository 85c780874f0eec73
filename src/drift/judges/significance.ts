import type { Token } from '../../management/resources/resource-types.ts';
import type { Significance } from '../judgements/judgement.ts';
import { judgements } from '../judgements/judgements.ts';

const otherwise: Significance = { severity: 'medium', why: 'It is not what the program declares.' };

/** How bad it is that a property of a declared resource is not as declared, and why. */
export function significanceOf(type: Token, path: string): Significance {
  const { changes, safety, readiness = [] } = judgements[type];
  const row = changes.find(([pattern]) => covers(pattern, path));
  const rule = [...safety, ...readiness].find((each) => each.path === path);
  const [, why = rule?.why ?? otherwise.why, stated] = row ?? [];
  return { severity: rule?.severity ?? stated ?? otherwise.severity, why };
}

/** Whether a path is the pattern's, or of a member or an item of it; a pattern `.name` covers every member of that name. */
function covers(pattern: string, path: string): boolean {
  if (pattern.startsWith('.')) return path.endsWith(pattern);
  return path === pattern || path.startsWith(`${pattern}.`) || path.startsWith(`${pattern}[`);
}

/** How bad it is that a declared resource is gone, and why. */
export const lossOf = (type: Token): Significance => judgements[type].loss ?? otherwise;
