import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * What `npm run build` made, and from what.
 *
 * @typedef {object} BuildRecord
 * @property {string} main the compiled command line, a file beside this record
 * @property {Readonly<Record<string, RecordedFile>>} sources every file that it was made from, by its path in the project
 */

/** @typedef {{ readonly size: number, readonly mtimeMs: number, readonly sha256: string }} RecordedFile */

/** The folder of what is compiled, and the file in it that says from what. */
export const compiledFolder = 'dist/cli';
export const recordName = 'build.json';

/** A change of any of these, or of what is in the folders, may change what is compiled. */
const sourceFolders = ['build', 'infra', 'src'];
const sourceFiles = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  // What npm installed last, which is compiled too.
  'node_modules/.package-lock.json',
];

/**
 * The file of the compiled command line; undefined where there is none, or where the sources are others than it was made from.
 * An installed package has sources that nobody edits, and is known by lacking what it would be built with.
 *
 * @param {string} root the project's folder
 * @returns {string | undefined}
 */
export function compiledMain(root) {
  const record = readRecord(join(root, compiledFolder, recordName));
  if (record === undefined) return undefined;
  if (existsSync(join(root, 'build')) && !isCurrent(root, record)) return undefined;
  return join(root, compiledFolder, record.main);
}

/**
 * What the record of a build says about its sources.
 *
 * @param {string} root
 * @returns {Record<string, RecordedFile>}
 */
export function recordSources(root) {
  return Object.fromEntries(
    sourcesIn(root).map((path) => {
      // Before the content: what is written in between looks changed later.
      const { size, mtimeMs } = statSync(join(root, path));
      return [path, { size, mtimeMs, sha256: digest(join(root, path)) }];
    }),
  );
}

/**
 * Whether the sources are those that were recorded. Contents are read only of files whose times have changed, as a checkout
 * changes them.
 *
 * @param {string} root
 * @param {BuildRecord} record
 */
function isCurrent(root, { sources }) {
  const paths = sourcesIn(root);
  return (
    paths.length === Object.keys(sources).length &&
    paths.every((path) => {
      const recorded = sources[path];
      const file = join(root, path);
      const now = statSync(file, { throwIfNoEntry: false });
      if (recorded === undefined || now?.size !== recorded.size) return false;
      return now.mtimeMs === recorded.mtimeMs || digest(file) === recorded.sha256;
    })
  );
}

/** @param {string} root */
function sourcesIn(root) {
  const inFolders = sourceFolders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  );
  return [...sourceFiles.filter((path) => existsSync(join(root, path))), ...inFolders];
}

/** @param {string} file */
function digest(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/**
 * @param {string} file
 * @returns {BuildRecord | undefined}
 */
function readRecord(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
