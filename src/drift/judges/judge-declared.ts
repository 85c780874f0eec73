import { type CommandedStack, deployCommand, restoreCommand } from '../../engine/stack-commands.ts';
import { resourceType, type Token, tokens } from '../../management/resources/resource-types.ts';
import { type Applied, isNothing } from '../stack/applied.ts';
import { compare, type Discrepancy } from './compare.ts';
import { dashboardUrl } from './dashboard.ts';
import type { Finding } from '../findings/finding.ts';
import type { LocatedResource } from './locate.ts';
import { byCommand, byPerson, makingSafe, type PrintedMend, type Unsafe } from '../mends/printed-mend.ts';
import type { Severity } from '../findings/severity.ts';
import { grantRules } from '../safety/grant-rules.ts';
import { lossOf, significanceOf } from './significance.ts';

/** What findings about a stack need to know of it. */
export interface JudgedStack extends CommandedStack {
  readonly domain: string;
  /** What was deployed is known from: a state may be refreshed, which takes into it what the tenant holds; the record is not. */
  readonly knownFrom?: Applied['source'] | undefined;
  /** The command that comes before all others: until then a run of the program refuses to go on. */
  readonly first?: string | undefined;
}

const deploy = (stack: JudgedStack) => byCommand(stack.first ?? deployCommand(stack));
const restore = (stack: JudgedStack) => byCommand(stack.first ?? restoreCommand(stack));
const changedSince = ({ stack }: JudgedStack) =>
  `Pulumi.${stack}.yaml or the program was changed since the last deploy`;

/** The findings about what the program declares, and what was deployed of it. */
export function judgeDeclared(
  located: readonly LocatedResource[],
  applied: Applied | undefined,
  stack: JudgedStack,
): readonly Finding[] {
  const gone = new Set(located.filter(({ state }) => state === 'absent').map(({ desired }) => desired.name));
  return [
    ...located.flatMap((resource) => {
      if (resource.desired.needs.some((name) => gone.has(name))) return [];
      if (resource.state === 'absent' || (isNothing(applied) && resource.state === 'present'))
        return [lossFinding(resource, applied, stack)];
      return [...discrepancyFindings(resource, stack), ...duplicateFindings(resource, stack)];
    }),
    ...droppedFindings(located, applied, stack),
  ];
}

function lossFinding(
  { desired: { type, name }, applied: deployed }: LocatedResource,
  applied: Applied | undefined,
  stack: JudgedStack,
): Finding {
  if (isNothing(applied)) {
    return {
      kind: 'never-deployed',
      severity: 'low',
      type,
      name,
      why: 'Never deployed here, or destroyed since: no state of this stack holds anything.',
      ...deploy(stack),
    };
  }
  const { severity, why } = lossOf(type);
  if (applied !== undefined && deployed === undefined) {
    return {
      kind: 'code-ahead',
      severity,
      type,
      name,
      why:
        stack.knownFrom === 'state'
          ? 'The program declares it, and it is in neither the state nor the tenant: it was never deployed, or it was deleted by hand ' +
            'and a refresh took that into the state.'
          : `The program declares it, and the last deploy did not: ${changedSince(stack)}.`,
      ...deploy(stack),
    };
  }
  const doubt = ' It may never have been deployed: no state could be read, and without one nobody can tell.';
  return {
    kind: 'deleted',
    severity,
    type,
    name,
    ...(deployed && { id: deployed.id }),
    why: applied === undefined ? why + doubt : why,
    ...restore(stack),
  };
}

function discrepancyFindings(
  { desired: { type, name }, inputs, applied, live }: LocatedResource,
  stack: JudgedStack,
): readonly Finding[] {
  if (live === undefined) return [];
  const common = { type, name, id: live.id, ...dashboard(stack, type, live.id) };
  const replaced: Finding[] =
    applied !== undefined && applied.id !== live.id && hasOwnId(type)
      ? [
          {
            ...common,
            kind: 'changed',
            path: 'id',
            expected: applied.id,
            actual: live.id,
            severity: 'high',
            why: 'It was deleted and made anew by hand: what was deployed is gone.',
            ...restore(stack),
          },
        ]
      : [];
  const discrepancies = compare(inputs, live.properties, applied, resourceType(type).rules);
  return [
    ...replaced,
    ...discrepancies.map((found) => ({
      ...common,
      ...found,
      ...meaning(type, found, stack),
      ...(found.path === 'scopes' &&
        ofAllScopes(stack, { type, id: live.id, properties: live.properties, stated: inputs })),
    })),
  ];
}

/** A grant of all scopes holds none by name, and takes none until it is one of these alone: what mends the one mends the other. */
function ofAllScopes(stack: JudgedStack, grant: Unsafe): PrintedMend | undefined {
  const rule = grantRules.find(
    ({ path, isUnsafe }) => path === 'allowAllScopes' && isUnsafe(grant.properties[path], {}),
  );
  return rule && makingSafe(stack, grant, rule);
}

/** Neither parts nor what there is only one of have an id that Auth0 gave them. */
function hasOwnId(type: string): boolean {
  const known = resourceType(type);
  return known.naturalKey !== undefined && !known.isPart;
}

function meaning(type: Token, { kind, path }: Discrepancy, stack: JudgedStack) {
  const { severity, why } = significanceOf(type, path);
  if (kind === 'changed') return { severity, why, ...restore(stack) };
  const low: Severity = 'low';
  return kind === 'code-ahead'
    ? {
        severity,
        why:
          stack.knownFrom === 'state'
            ? `${why} The tenant and the state agree, and the program differs: ${changedSince(stack)}, or a refresh or adopt ` +
              'took into the state what the tenant held.'
            : `${why} The tenant is as it was deployed: ${changedSince(stack)}.`,
        ...deploy(stack),
      }
    : {
        severity: low,
        why: 'The same entries in another order: nothing depends on it, but Pulumi takes it for a change.',
        ...restore(stack),
      };
}

function duplicateFindings(
  { desired: { type, name }, doubles }: LocatedResource,
  stack: JudgedStack,
): readonly Finding[] {
  return doubles.map(({ id }) => ({
    kind: 'duplicate',
    severity: 'high',
    type,
    name,
    id,
    ...duplicity(type, id),
    ...dashboard(stack, type, id),
  }));
}

function duplicity(type: Token, id: string): Pick<Finding, 'why' | 'mend' | 'mendBy'> {
  if (type === tokens.client) {
    return {
      why:
        'It bears the name of a declared application, and may be the one that ChatGPT holds: compare its client id with ' +
        "the connector's in ChatGPT before you delete either.",
      ...byPerson(
        `Compare ${id} with the client id in the connector's settings in ChatGPT, and delete the application that nobody holds.`,
      ),
    };
  }
  const { noun } = resourceType(type);
  return {
    why: `It bears the name of a declared ${noun}: of the two, nobody can tell by the name which one the program made.`,
    ...byPerson(`Look at what ${id} does, and delete it where nobody needs a second ${noun} of this name.`),
  };
}

/** What was deployed, and is no longer in the program. */
function droppedFindings(
  located: readonly LocatedResource[],
  applied: Applied | undefined,
  stack: JudgedStack,
): readonly Finding[] {
  const declared = new Set(located.map(({ desired: { type, name } }) => `${type}::${name}`));
  return (applied?.resources ?? [])
    .filter(({ type, name }) => !declared.has(`${type}::${name}`))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    .map(({ type, name, id }) => ({
      kind: 'code-ahead',
      severity: 'low',
      type,
      name,
      id,
      why: 'It was deployed, and the program no longer declares it.',
      ...deploy(stack),
      ...dashboard(stack, type, id),
    }));
}

/** The dashboard's address of an entity, as a finding holds it. */
export function dashboard(
  { domain }: Pick<JudgedStack, 'domain'>,
  type: string,
  id: string,
): Pick<Finding, 'dashboardUrl'> {
  const url = dashboardUrl(domain, type, id);
  return url === undefined ? {} : { dashboardUrl: url };
}
