import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const notOurs = /^(\.git|node_modules|dist|coverage|\.local-tenant|\.env.*)$/;

/** The text of every file of the project, by its path in it; what git ignores is left out. */
export function projectFiles(): Map<string, string> {
  const entries = readdirSync(root, { withFileTypes: true }).filter(({ name }) => !notOurs.test(name));
  const files = entries.flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(root, entry.name)) : [join(root, entry.name)],
  );
  return new Map(
    files.map((file) => [relative(root, file).split(sep).join('/'), readFileSync(file, 'utf8')]),
  );
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
