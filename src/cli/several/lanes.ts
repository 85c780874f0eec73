/** How many tenants are asked side by side. */
const tenantsAtOnce = 4;

/**
 * Works on several stacks side by side; those of one lane follow each other.
 *
 * @returns what came of each
 * @throws what the first one threw; nobody waits for the others
 */
export async function inLanes<Stack, Ended>(
  lanes: readonly (readonly Stack[])[],
  work: (stack: Stack) => Promise<Ended>,
): Promise<ReadonlyMap<Stack, Ended>> {
  const left = [...lanes];
  const ended = new Map<Stack, Ended>();
  const worker = async () => {
    for (let lane = left.shift(); lane !== undefined; lane = left.shift())
      for (const stack of lane) ended.set(stack, await work(stack));
  };
  await Promise.all(Array.from({ length: tenantsAtOnce }, worker));
  return ended;
}
