import { resourceType } from './resource-types.ts';

/** A scope of the Management API, and the nouns of what a deploy needs it for. */
export interface DeployerScope {
  readonly scope: string;
  readonly neededFor: readonly string[];
}

/** The scopes of the Management API that deploying resources of these types takes, each once. */
export function deployerScopes(types: Iterable<string>): readonly DeployerScope[] {
  const needed = new Map<string, Set<string>>();
  for (const token of types) {
    const { noun, readScope, deployScopes: further } = resourceType(token);
    for (const scope of [readScope, ...further]) {
      needed.set(scope, (needed.get(scope) ?? new Set()).add(noun));
    }
  }
  return [...needed].map(([scope, nouns]) => ({ scope, neededFor: [...nouns] }));
}
