import { posix } from 'node:path';
import { sourceFacts } from './source-file.ts';

/**
 * The rooms of the project, and which rooms each may import. A room imports only rooms above it, so that there are no
 * circles between rooms. A new room, or a new arrow, is a line here.
 */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  infra: [],
  text: ['infra'],
  files: [],
  http: ['text'],
  'local-tenant': ['text', 'files', 'http'],
  management: ['infra', 'text', 'http'],
  dotenv: ['infra', 'text', 'files'],
  connector: ['infra', 'text', 'http'],
  engine: ['infra', 'text', 'files', 'http', 'management', 'local-tenant'],
  verify: ['infra', 'text', 'http', 'management', 'dotenv', 'engine'],
  drift: ['infra', 'text', 'management', 'engine'],
  doctor: ['infra', 'management', 'dotenv', 'engine', 'drift'],
  testing: ['text', 'http', 'local-tenant', 'verify'],
  cli: [
    'infra',
    'text',
    'files',
    'http',
    'local-tenant',
    'management',
    'dotenv',
    'connector',
    'engine',
    'verify',
    'drift',
    'doctor',
  ],
};

/** What `src/` sees of `infra/`; all else there is the program, which only the engine loads. */
const infraDoors = new Set([
  'infra/chatgpt.ts',
  'infra/declared-clients.ts',
  'infra/settings/external-issuer.ts',
  'infra/settings/settings.ts',
  'infra/settings/settings-warnings.ts',
  'infra/tenant.ts',
  'infra/outputs.ts',
  'infra/own-command.ts',
]);

const loadsPulumi = (file: string) =>
  file === 'infra/index.ts' || file.startsWith('infra/resources/') || inEmbeddedEngine(file);
const inEmbeddedEngine = (file: string) => file.startsWith('src/engine/embedded/');

function roomOf(file: string): string | undefined {
  const [top, folder, ...rest] = file.split('/');
  const room = top === 'src' && rest.length > 0 ? folder : top === 'infra' ? 'infra' : undefined;
  return room !== undefined && Object.hasOwn(rooms, room) ? room : undefined;
}

/**
 * Every way in which source files break the project's arrows, one sentence each.
 *
 * @param sources the text of each file of `infra/` and `src/`, by its path in the project
 */
export function architectureViolations(sources: ReadonlyMap<string, string>): string[] {
  return [...sources].flatMap(([file, source]) => {
    const room = roomOf(file);
    if (room === undefined) return [`${file} is in no known room`];
    const { references, effects, texts } = sourceFacts(source);
    return [
      ...references.flatMap(({ specifier, typeOnly }) => {
        if (specifier === undefined)
          return inEmbeddedEngine(file) ? [] : [`${file} imports what only a run can tell`];
        if (specifier.startsWith('@pulumi/'))
          return typeOnly || loadsPulumi(file) ? [] : [`${file} loads ${specifier}`];
        return /^[./]/.test(specifier) ? arrowViolation(file, room, specifier) : [];
      }),
      ...(room === 'cli' ? [] : effects.map((effect) => `${file} uses ${effect}`)),
      ...texts.filter((text) => spelledCommand.test(text)).map((text) => `${file} spells a command: ${text}`),
    ];
  });
}

/** `ownCommand` makes them, so that each works where it is printed. */
const spelledCommand = /omnichat-auth0(?:\.js)? [a-z]/;

function arrowViolation(file: string, room: string, specifier: string): string[] {
  const target = posix.join(posix.dirname(file), specifier);
  const targetRoom = roomOf(target);
  const allowed =
    targetRoom === room ||
    (targetRoom !== undefined &&
      rooms[room]?.includes(targetRoom) === true &&
      (targetRoom !== 'infra' ||
        infraDoors.has(target) ||
        (target === 'infra/index.ts' && inEmbeddedEngine(file))));
  return allowed ? [] : [`${file} imports ${target}`];
}

/**
 * The circles among the neighbours of each folder: what lies in it, files and folders, with the imports of all that a folder
 * holds taken as the folder's own. Each is told once, as `src/verify: application → registration → application`.
 */
export function folderCycles(sources: ReadonlyMap<string, string>): string[] {
  const neighbours = new Map<string, Map<string, Set<string>>>();
  for (const [file, source] of sources) {
    for (const { specifier } of sourceFacts(source).references) {
      if (specifier === undefined || !/^[./]/.test(specifier)) continue;
      const [from, to] = [file, posix.join(posix.dirname(file), specifier)].map((path) => path.split('/'));
      const depth = from!.findIndex((part, index) => part !== to![index]);
      if (depth === -1) continue;
      const folder = from!.slice(0, depth).join('/');
      const arrows = neighbours.get(folder) ?? new Map<string, Set<string>>();
      neighbours.set(folder, arrows);
      arrows.set(from![depth]!, (arrows.get(from![depth]!) ?? new Set()).add(to![depth]!));
    }
  }
  return [...neighbours].flatMap(([folder, arrows]) =>
    circles(arrows).map((circle) => `${folder}: ${circle.join(' → ')}`),
  );
}

function circles(arrows: ReadonlyMap<string, ReadonlySet<string>>): readonly string[][] {
  const left = new Set<string>();
  const found: string[][] = [];
  const walk = (at: string, way: readonly string[]): void => {
    if (way.includes(at)) found.push([...way.slice(way.indexOf(at)), at]);
    if (way.includes(at) || left.has(at)) return;
    for (const next of arrows.get(at) ?? []) walk(next, [...way, at]);
    left.add(at);
  };
  for (const start of arrows.keys()) walk(start, []);
  return found;
}

/** The names that more than one file defines for others, each with its files, as `Reading: src/a/x.ts, src/b/y.ts`. */
export function sharedNames(sources: ReadonlyMap<string, string>): string[] {
  const holders = new Map<string, string[]>();
  for (const [file, source] of sources) {
    for (const name of sourceFacts(source).exports) holders.set(name, [...(holders.get(name) ?? []), file]);
  }
  return [...holders]
    .filter(([, files]) => files.length > 1)
    .map(([name, files]) => `${name}: ${files.join(', ')}`);
}

/** The absolute paths of a developer's machine that a text mentions. */
export function foreignPaths(text: string): string[] {
  return text.match(foreignPath) ?? [];
}

const foreignPath =
  /(?:(?<![\w:/.${}-])\/(?:home|root|opt|tmp|work|var|mnt|Users)\/|\b[A-Z]:\\Users\\)[^\s'"`)]*/g;
