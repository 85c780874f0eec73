import { createRequire } from 'node:module';
import type * as pulumi from '@pulumi/pulumi';
import { fetch as undiciFetch, Agent } from 'undici';
import { onTestFinished, vi } from 'vitest';
import { registeredProgram } from '../pulumi/registered-program.ts';

/** What Pulumi's process for dynamic resources loads the text of a provider with. */
const load = createRequire(createRequire(import.meta.url).resolve('@pulumi/pulumi'))(
  'require-from-string',
) as (text: string) => { handler(): Required<pulumi.dynamic.ResourceProvider> };

/** The text of a dynamic resource's provider, as Pulumi writes it into the state. */
export async function dynamicProviderText(
  config: Readonly<Record<string, string>>,
  name: string,
): Promise<string> {
  const { registrations } = await registeredProgram('local', { ...config }, { providers: true });
  const text = registrations.find((registration) => registration.name === name)?.provider;
  if (text === undefined) throw new Error(`the program registers no dynamic resource ${name}`);
  return text;
}

/** The tenant that is trusted, the stack's configuration, and the environment as far as providers look at it. */
export type Served = readonly [
  tenant: { readonly ca: string },
  config: Readonly<Record<string, string>>,
  environment?: Readonly<Record<string, string>>,
];

/** The provider of that text as it runs in a process that trusts the tenant. */
export async function loadedProvider(text: string, ...[{ ca }, config, environment = {}]: Served) {
  const dispatcher = new Agent({ connect: { ca } });
  vi.stubGlobal('fetch', (url: string, init: object) => undiciFetch(url, { ...init, dispatcher }));
  const inherited = Object.keys(process.env).filter((name) => name.startsWith('AUTH0_'));
  for (const name of [...inherited, ...Object.keys(environment)]) vi.stubEnv(name, environment[name]);
  onTestFinished(async () => {
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    await dispatcher.close();
  });
  const provider = load(text).handler();
  await provider.configure({ config: new Config(config) });
  return provider;
}

/** Pulumi's own looks into itself too. */
class Config implements pulumi.dynamic.Config {
  readonly #values: Readonly<Record<string, string>>;

  constructor(values: Readonly<Record<string, string>>) {
    this.#values = values;
  }

  get(key: string): string | undefined {
    return this.#values[key];
  }

  require(key: string): string {
    return this.get(key) ?? '';
  }
}
