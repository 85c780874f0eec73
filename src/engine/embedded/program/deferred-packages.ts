import { createRequire, Module } from 'node:module';

/**
 * Has Pulumi load TypeScript, npm's Arborist and its own Automation API when they are first used, not with itself. It needs the
 * first two to serialize functions, for dynamic providers and callbacks; loading all three takes most of its loading time. To be
 * called before `@pulumi/pulumi` is imported; later it does nothing.
 */
export function deferPulumiPackages(): void {
  const pulumi = createRequire(createRequire(import.meta.url).resolve('@pulumi/pulumi'));
  for (const name of unneeded) deferPackage(pulumi, name);
}

/** Where TypeScript is not installed, Pulumi takes a copy of its own. */
const unneeded = [
  'typescript',
  './vendor/typescript@3.8.3/typescript.js',
  '@npmcli/arborist',
  './automation',
];

/** Source: Node.js, "Modules: CommonJS modules", `require.cache`: "Adding or replacing entries is also possible". */
function deferPackage(require: NodeJS.Require, name: string): void {
  const file = fileOf(require, name);
  if (file === undefined || require.cache[file] !== undefined) return;
  const load = () => {
    if (require.cache[file] === placeholder) delete require.cache[file];
    return require(file) as object;
  };
  const placeholder = Object.assign(new Module(file), { exports: deferredExports(load), loaded: true });
  require.cache[file] = placeholder;
}

function fileOf(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}

function deferredExports(load: () => object): object {
  return new Proxy(
    {},
    {
      // What compiled imports ask for first. Taken for an ES module, it is used as it is, and not copied.
      get: (_, name) => name === '__esModule' || (Reflect.get(load(), name) as unknown),
    },
  );
}
