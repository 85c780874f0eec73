import type { Properties } from '../../../management/properties/property-rules.ts';
import { EmbeddedRunError } from '../embedded-run-error.ts';
import { decodeProperties } from './property-values.ts';

/** A resource that the program declares. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** False for components, which are nothing at Auth0. */
  readonly custom: boolean;
  readonly inputs: Properties;
  /** The names of the outputs that are secret. */
  readonly secrets: readonly string[];
  /** URNs. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
}

/** What Pulumi asks its engine; the part that an embedded run reads. Source: Pulumi, `resource.proto`. */
export interface RegisterResourceRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getObject(): { toJavaScript(): Properties } | undefined;
  getDependenciesList(): string[];
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getDeletebeforereplace(): boolean;
  getAdditionalsecretoutputsList(): string[];
  getProvider(): string;
  getImportid(): string;
  getDeletedwith(): string;
  getAliasesList(): unknown[];
  getIgnorechangesList(): string[];
  getReplaceonchangesList(): string[];
}

/**
 * The registration in a request.
 *
 * @throws {EmbeddedRunError} for resource options that an embedded run does not carry out
 */
export function registrationOf(
  request: RegisterResourceRequest,
  project: string,
  stack: string,
): Registration {
  const type = request.getType();
  const name = request.getName();
  const urn = urnOf({ project, stack, parent: request.getParent(), type, name });
  const refused = Object.entries(unsupportedOptions).flatMap(([option, isSet]) =>
    isSet(request) ? [option] : [],
  );
  if (refused.length > 0) {
    throw new EmbeddedRunError(
      'OPTION_UNSUPPORTED',
      `${urn} has the resource option ${refused.join(', ')}, which the embedded engine does not carry out. ` +
        'Take it out, or deploy with the Pulumi CLI (--engine pulumi).',
    );
  }
  const { __provider: _, ...properties } = request.getObject()?.toJavaScript() ?? {};
  const { values, secrets } = decodeProperties(properties);
  return {
    urn,
    type,
    name,
    custom: request.getCustom(),
    inputs: values,
    secrets: [...new Set([...secrets, ...request.getAdditionalsecretoutputsList()])],
    dependencies: request.getDependenciesList(),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
  };
}

const unsupportedOptions: Readonly<Record<string, (request: RegisterResourceRequest) => boolean>> = {
  provider: (request) => request.getProvider() !== '',
  import: (request) => request.getImportid() !== '',
  deletedWith: (request) => request.getDeletedwith() !== '',
  aliases: (request) => request.getAliasesList().length > 0,
  ignoreChanges: (request) => request.getIgnorechangesList().length > 0,
  replaceOnChanges: (request) => request.getReplaceonchangesList().length > 0,
};

/** A resource's place: every type from the outermost parent down, then its own name. */
interface Place {
  readonly project: string;
  readonly stack: string;
  /** The parent's URN, or empty. */
  readonly parent: string;
  readonly type: string;
  readonly name: string;
}

/** A resource's URN as the real engine composes it. Source: Pulumi, "Resource names", URNs. */
function urnOf({ project, stack, parent, type, name }: Place): string {
  const parentTypes = parent.split('::')[2];
  const types =
    parentTypes === undefined || parentTypes === 'pulumi:pulumi:Stack' ? type : `${parentTypes}$${type}`;
  return `urn:pulumi:${stack}::${project}::${types}::${name}`;
}
