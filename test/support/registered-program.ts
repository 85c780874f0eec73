import * as pulumi from '@pulumi/pulumi';
import program from '../../infra/index.ts';

/** What the program asked the engine to register, as the engine sees it before any provider does. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly additionalSecretOutputs: readonly string[];
}

export interface RegisteredProgram {
  readonly registrations: readonly Registration[];
  /** Empty in a preview, where what resources give is unknown. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly secretOutputs: readonly string[];
}

interface RegisterResourceRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getObject(): { toJavaScript(): Record<string, unknown> };
  getDependenciesList(): string[];
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getAdditionalsecretoutputsList(): string[];
}

/**
 * Runs the program under Pulumi's in-process test runtime. Mocks run no transforms, no provider checks and no provider
 * defaults, and know neither `protect` nor `retainOnDelete`: what those do is proved by whole runs.
 *
 * @param config the stack's configuration, encoded as Pulumi encodes it
 * @param clientSecret what "Auth0" answers as the client secret of every application
 */
export async function registeredProgram(
  stack: string,
  config: Record<string, string>,
  { preview = false, clientSecret = 'a secret' } = {},
): Promise<RegisteredProgram> {
  const registrations: Registration[] = [];
  pulumi.runtime.setAllConfig(config);
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, type, inputs }) => ({
        id: preview ? undefined : `${name}-id`,
        state: {
          ...(inputs as Record<string, unknown>),
          ...(type.endsWith(':Client') && { clientId: `${name}-client-id` }),
          ...(type.endsWith(':ClientCredentials') && { clientSecret }),
        },
      }),
      call: ({ token }) => {
        throw new Error(`unplanned provider call ${token}`);
      },
    },
    'omnichat-auth0',
    stack,
    preview,
  );
  recordInto(registrations);

  const outputs = await program();
  await pulumi.runtime.disconnect();
  const secret = await Promise.all(
    Object.entries(outputs).map(async ([name, value]) =>
      pulumi.Output.isInstance(value) && (await pulumi.isSecret(value)) ? [name] : [],
    ),
  );
  return { registrations, outputs: preview ? {} : await settled(outputs), secretOutputs: secret.flat() };
}

function settled(outputs: Record<string, unknown>): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    pulumi.output(outputs).apply(resolve);
  });
}

function recordInto(registrations: Registration[]) {
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource(request: RegisterResourceRequest, callback: (...args: unknown[]) => void): unknown;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const parentType = /::([^:]+(?::[^:]+)*)::[^:]+$/.exec(request.getParent())?.[1];
    const chain = parentType === undefined || parentType === 'pulumi:pulumi:Stack' ? '' : `${parentType}$`;
    if (request.getType() !== 'pulumi:pulumi:Stack') {
      registrations.push({
        urn: `${chain}${request.getType()}::${request.getName()}`,
        type: request.getType(),
        name: request.getName(),
        inputs: request.getObject().toJavaScript(),
        dependencies: request.getDependenciesList().map((urn) => urn.slice(urn.lastIndexOf('::') + 2)),
        protect: request.getProtect(),
        retainOnDelete: request.getRetainondelete(),
        additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      });
    }
    return register(request, callback);
  };
}
