import { randomUUID } from 'node:crypto';
import type { Matched } from '../../drift/adoption.ts';
import type { Component, DesiredResource } from '../../drift/stack/desired.ts';
import { packageVersion } from '../../engine/package-version.ts';
import { tokens } from '../../management/resources/resource-types.ts';

/** One resource of an import file. */
interface ImportedResource {
  readonly type: string;
  /** Unique in the file, for others to refer to. */
  readonly name: string;
  readonly logicalName?: string;
  readonly id?: string;
  readonly parent?: string;
  readonly component?: true;
  readonly version?: string;
}

/** What `pulumi import --file` takes (Pulumi, "Import resources", bulk import operations). Holds no secret. */
interface ImportFile {
  /** The URNs of components that the stack has already. */
  readonly nameTable?: Readonly<Record<string, string>>;
  readonly resources: readonly ImportedResource[];
}

/** The file that has Pulumi take over what was matched. */
export function importFile(
  matched: readonly Matched[],
  known: readonly DesiredResource[],
  { project, stack }: { readonly project: string; readonly stack: string },
): ImportFile {
  const components = (resources: readonly DesiredResource[]) =>
    new Map(resources.flatMap(({ component }) => (component ? [[nameOf(component), component]] : [])));
  const there = components(known);
  const toCome = [...components(matched.map(({ desired }) => desired))].filter(([name]) => !there.has(name));
  const nameTable = Object.fromEntries(
    [...there].map(([name, { type, name: logicalName }]) => [
      name,
      `urn:pulumi:${stack}::${project}::${type}::${logicalName}`,
    ]),
  );
  return {
    ...(there.size > 0 && { nameTable }),
    resources: [
      ...toCome.map(([name, { type, name: logicalName }]) => ({
        type,
        name,
        logicalName,
        component: true as const,
      })),
      ...matched.map(({ desired: { type, name, component }, id }) => ({
        type,
        name,
        // Tenant settings have no id at Auth0; the provider asks for any that is unique.
        id: type === tokens.tenant ? randomUUID() : id,
        ...(component && { parent: nameOf(component) }),
        // Another one would have Pulumi change every resource's provider.
        version: packageVersion('@pulumi/auth0'),
      })),
    ],
  };
}

/** Pulumi's name of a resource of a stack (Pulumi, "Resource names", URNs). */
export const urnOf = (
  { type, name, component }: Pick<DesiredResource, 'type' | 'name' | 'component'>,
  { project, stack }: { readonly project: string; readonly stack: string },
): string =>
  `urn:pulumi:${stack}::${project}::${component === undefined ? '' : `${component.type}$`}${type}::${name}`;

/** A component and its main resource share a logical name, and names in the file are unique. */
const nameOf = ({ name }: Component) => `${name}-component`;
