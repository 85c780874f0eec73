/** What is known of a resource when it comes to ordering it. */
export interface Dependent {
  readonly urn: string;
  readonly name: string;
  /** URNs. */
  readonly dependencies: readonly string[];
}

/** The resources with each one after all that it depends on, otherwise by name: the same however they came. */
export function dependencyOrder<Resource extends Dependent>(
  resources: readonly Resource[],
): readonly Resource[] {
  const byName = resources.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  const ordered = new Set<Resource>();
  const visited = new Set<Resource>();
  const visit = (resource: Resource) => {
    if (visited.has(resource)) return;
    visited.add(resource);
    for (const dependency of byName) if (resource.dependencies.includes(dependency.urn)) visit(dependency);
    ordered.add(resource);
  };
  for (const resource of byName) visit(resource);
  return [...ordered];
}
