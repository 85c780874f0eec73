import closures from '@pulumi/pulumi/runtime/closure/serializeClosure.js';

/**
 * Has Pulumi leave out the text of dynamic resources' providers, which takes TypeScript and long to make, and which nobody runs here:
 * an embedded run carries resources out by their type.
 *
 * @returns what has it make the text again
 */
export function leaveOutDynamicProviders(): () => void {
  const { serializeFunction } = closures;
  const nothing = { text: '', exportName: '', containsSecrets: false };
  closures.serializeFunction = () => Promise.resolve(nothing);
  return () => {
    closures.serializeFunction = serializeFunction;
  };
}
