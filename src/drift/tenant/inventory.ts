import type { ManagementClient } from '../../management/management-client.ts';
import type { LiveResource, Part, TenantReader, Wanted } from '../../management/resources/part.ts';
import { resourceType, resourceTypes, type Token } from '../../management/resources/resource-types.ts';
import type { NotChecked } from '../findings/finding.ts';
import { contentOf, notCheckedOf, type Reading, readingOf } from './reading.ts';

/** What a tenant held when it was read. */
export class Inventory {
  readonly domain: string;
  readonly #readings: ReadonlyMap<Part<unknown>, Reading<unknown>>;
  readonly #resources = new Map<Token, readonly LiveResource[]>();

  constructor(domain: string, readings: ReadonlyMap<Part<unknown>, Reading<unknown>>) {
    this.domain = domain;
    this.#readings = readings;
  }

  /** What a part held; undefined where it could not be read, or nobody asked. */
  contentOf<Content>(part: Part<Content>): Content | undefined {
    const reading = this.#readings.get(part) as Reading<Content> | undefined;
    return reading && contentOf(reading);
  }

  /** The resources of a type; none where they could not be read. */
  resources(type: Token): readonly LiveResource[] {
    const { listing } = resourceType(type);
    const content = this.contentOf(listing.part);
    if (content === undefined) return [];
    // Every declared resource is looked for among them.
    const resources = this.#resources.get(type) ?? listing.resources(content);
    this.#resources.set(type, resources);
    return resources;
  }

  /** Whether resources of a type could not be read. */
  isUnread(type: Token): boolean {
    return this.#readings.get(resourceType(type).listing.part)?.read === false;
  }

  /** The parts that could not be read. */
  notRead(): readonly NotChecked[] {
    const ofThose = (isOptional: boolean) => {
      const parts = [...this.#readings].filter(([part]) => (part.isOptional ?? false) === isOptional);
      return notCheckedOf(Object.fromEntries(parts.map(([{ name }, reading]) => [name, reading])));
    };
    return [
      ...ofThose(false),
      ...ofThose(true).map((each) =>
        each.cause === 'missing-scope' ? { ...each, optional: true as const } : each,
      ),
    ];
  }
}

/** What is to be read, beyond what every tenant is asked for. */
export interface InventoryRequest extends Wanted {
  /** What is read beside the types of resources. @default nothing */
  readonly beside?: readonly Part<unknown>[];
  /** The types that the stack declares or has deployed: some are read only then. */
  readonly declared: ReadonlySet<string>;
}

/** How far reading has got. */
export interface Progress {
  readonly partsRead: number;
  readonly parts: number;
  readonly applications: number;
}

/** Reads a tenant, all parts side by side, as fast as its rate limits allow; one that cannot be read stops no other. */
export async function readInventory(
  api: ManagementClient,
  { declared, beside = [], ...wanted }: InventoryRequest,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Inventory> {
  const asked = resourceTypes.filter(
    ({ token, isReadWhereDeclared }) => !isReadWhereDeclared || declared.has(token),
  );
  const parts = [...new Set(asked.map(({ listing }) => listing.part)), ...beside];
  const progress = { partsRead: 0, parts: parts.length, applications: 0 };
  const report = (further: Partial<Progress>) => {
    onProgress(Object.assign(progress, further));
  };
  const contents = new Map<Part<unknown>, Promise<unknown>>();
  const reader: TenantReader = {
    api,
    wanted,
    onApplications: (applications) => {
      report({ applications });
    },
    contentOf<Content>(part: Part<Content>) {
      const content = contents.get(part) ?? part.read(reader);
      contents.set(part, content);
      return content as Promise<Content>;
    },
  };
  report({});
  const readings = parts.map(async (part) => {
    const reading = await readingOf(() => reader.contentOf(part));
    report({ partsRead: progress.partsRead + 1 });
    return [part, reading] as const;
  });
  return new Inventory(api.domain, new Map(await Promise.all(readings)));
}
