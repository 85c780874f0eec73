import { z } from 'zod';
import { ExpectedError } from '../../text/expected-error.ts';
import { isObject } from '../../management/properties/property-rules.ts';
import { isToken } from '../../management/resources/resource-types.ts';
import { type Applied, encrypted } from './applied.ts';
import { type PulumiInvocation, pulumiState } from '../../engine/pulumi-cli.ts';

/** What `pulumi stack export` printed cannot be used. */
class ExportedStateError extends ExpectedError {
  override readonly name = 'ExportedStateError';
  readonly code = 'EXPORTED_STATE_INVALID';
}

const properties = z.record(z.string(), z.unknown()).default({});

const resource = z.object({
  urn: z.string().regex(/^urn:pulumi:[^:]+::[^:]+::.+::.+$/),
  custom: z.boolean().default(false),
  type: z.string(),
  id: z.string().default(''),
  /** Replaced, and yet to be deleted. */
  delete: z.boolean().default(false),
  inputs: properties,
  outputs: properties,
});

const exported = z.object({
  version: z.literal(3, 'is not 3. Export it with a Pulumi CLI of version 3'),
  deployment: z.object({
    manifest: z
      .object({ time: z.string().optional().catch(undefined) })
      .optional()
      .catch(undefined),
    resources: z.array(resource).default([]),
  }),
});

/** Marks a secret in a state; beside it stands `ciphertext`, or `plaintext` where it was exported with `--show-secrets`. */
const signature = { key: '4dabf18193072939515e22adb298388d', secret: '1b47061264138c4ac30d75fd1eb44270' };

/**
 * Reads what `pulumi stack export` prints (Pulumi, "State and backends", deployment version 3). Nothing is decrypted.
 *
 * @param stack the stack it must be of
 * @param origin where the text is from, for messages
 * @throws {ExportedStateError} when it is something else, or of another stack; no value is quoted
 */
export function parseExportedState(text: string, stack: string, origin: string): Applied {
  const refuse = (problem: string, cause?: unknown) =>
    new ExportedStateError(
      `${origin} ${problem}. It must be what this prints: pulumi stack export -s ${stack}`,
      { cause },
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refuse('is not JSON', cause);
  }
  const parsed = exported.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(`is not the state of a stack: ${issue?.path.join('.') || 'all of it'} ${issue?.message}`);
  }
  const { resources, manifest } = parsed.data.deployment;
  const savedAtMs = Date.parse(manifest?.time ?? '');
  const stranger = resources.find(({ urn }) => urn.split(':')[2] !== stack);
  if (stranger) throw refuse(`is of the stack ${stranger.urn.split(':')[2]}, not of ${stack}`);
  const provider = resources.findLast(({ type }) => type === 'pulumi:providers:auth0')?.inputs['domain'];
  return {
    source: 'state',
    ...(typeof provider === 'string' && { domain: provider }),
    ...(!Number.isNaN(savedAtMs) && { savedAtMs }),
    resources: resources
      .filter((each) => each.custom && !each.delete && (each.type.startsWith('auth0:') || isToken(each.type)))
      .map(({ urn, type, id, inputs, outputs }) => ({
        type,
        name: urn.slice(urn.lastIndexOf('::') + 2),
        id,
        inputs: unwrapped(inputs) as Record<string, unknown>,
        outputs: unwrapped(outputs) as Record<string, unknown>,
      })),
  };
}

/**
 * What the Pulumi CLI deployed.
 *
 * @throws {PulumiCliError} when there is no such stack, or its state cannot be read
 * @throws {ExportedStateError} when Pulumi prints something else
 */
export async function exportedState(invocation: PulumiInvocation): Promise<Applied> {
  const { stack } = invocation;
  return parseExportedState(await pulumiState(invocation), stack, `The state of ${stack}`);
}

function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (!isObject(value)) return value;
  if (value[signature.key] === signature.secret) {
    return typeof value['plaintext'] === 'string' ? unwrapped(JSON.parse(value['plaintext'])) : encrypted;
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, unwrapped(member)]));
}
