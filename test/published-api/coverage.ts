/** Usage: `npm run coverage:published-api`: how much of what Auth0 publishes the local tenant serves. */
import { servedOperations } from './served-operations.ts';
import { publishedOperations } from './judge.ts';

const served = await servedOperations();
const byKind = new Map<string, { served: number; published: number }>();
for (const name of publishedOperations.keys()) {
  const kind = name.split('/')[1] ?? name;
  const count = byKind.get(kind) ?? { served: 0, published: 0 };
  byKind.set(kind, {
    served: count.served + (served.has(name) ? 1 : 0),
    published: count.published + 1,
  });
}
for (const [kind, count] of byKind) {
  if (count.served > 0)
    process.stdout.write(`${kind}: ${String(count.served)} of ${String(count.published)}\n`);
}
process.stdout.write(`all: ${String(served.size)} of ${String(publishedOperations.size)} operations\n`);
