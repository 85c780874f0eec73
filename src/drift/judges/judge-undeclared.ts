import type { Properties } from '../../management/properties/property-rules.ts';
import { type Token, tokens } from '../../management/resources/resource-types.ts';
import type { Finding } from '../findings/finding.ts';
import type { Inventory } from '../tenant/inventory.ts';
import { dashboard, type JudgedStack } from './judge-declared.ts';
import { resourceViews } from '../tenant/live-resource.ts';
import type { LocatedResource } from './locate.ts';
import { makeSafeCommand } from './mend.ts';
import { valueAt } from '../findings/property-path.ts';
import { breaches } from './breaches.ts';

interface Judged {
  readonly type: Token;
  readonly name: string;
  readonly id: string;
  readonly stated: Properties;
  readonly properties: Properties;
}

/** The findings about security-relevant settings that the program leaves to Auth0, and that are not safe. */
export function judgeUndeclared(
  located: readonly LocatedResource[],
  inventory: Inventory,
  stack: JudgedStack,
): readonly Finding[] {
  const declared = located.flatMap(({ desired: { type, name }, inputs, live }): Judged[] =>
    live === undefined ? [] : [{ type, name, id: live.id, stated: inputs, properties: live.properties }],
  );
  return [...declared, ...documents(inventory)].flatMap(({ type, name, id, stated, properties }) =>
    breaches(type, properties, (path) => valueAt(stated, path) === undefined).map(({ rule, actual }) => ({
      kind: 'undeclared',
      severity: rule.severity,
      type,
      name,
      id,
      path: rule.path,
      expected: rule.safe,
      actual,
      why: rule.why,
      mend: makeSafeCommand(type, id, rule),
      ...dashboard(stack, type, id),
    })),
  );
}

/** What a tenant has exactly one of, and the program leaves to Auth0. */
const documents = (inventory: Inventory): readonly Judged[] =>
  [tokens.attackProtection, tokens.prompt].flatMap((type) =>
    resourceViews[type]
      .all(inventory)
      .map(({ id, properties }) => ({ type, name: id, id, stated: {}, properties })),
  );
