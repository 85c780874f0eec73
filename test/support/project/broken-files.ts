import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, afterEach, beforeAll } from 'vitest';

/** An operation on a file, as `node:fs/promises` does it. */
export interface FileOperation {
  readonly name: string;
  readonly path: string;
}

type Result = 'ENOSPC' | 'EACCES' | 'EROFS' | 'EIO' | undefined;

const words: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on device',
  EACCES: 'permission denied',
  EROFS: 'read-only file system',
  EIO: 'i/o error',
};

/** What stands in for the file system's own answer; set `decide` to have operations fail. */
export const fileSystem: { decide: (operation: FileOperation) => Result } = { decide: () => undefined };

/** Of these a test says which fail; a disk that is full fails what is written, not what is read. */
const watched = [
  'appendFile',
  'mkdir',
  'open',
  'readFile',
  'readdir',
  'rename',
  'rm',
  'stat',
  'writeFile',
] as const;

/** Has `node:fs/promises` fail in the tests of a file, with errors as the kernel gives them: those of an open file name no path. */
export function breakableFiles(): void {
  const original = { ...fs };
  beforeAll(() => {
    for (const name of watched) Object.assign(fs, { [name]: wrap(name, original[name] as Operate) });
    syncBuiltinESMExports();
  });
  afterEach(() => {
    fileSystem.decide = () => undefined;
  });
  afterAll(() => {
    Object.assign(fs, original);
    syncBuiltinESMExports();
  });
}

type Operate = (...parameters: unknown[]) => Promise<unknown>;

function wrap(name: string, operate: Operate): Operate {
  return async (...parameters: unknown[]) => {
    const path = String(parameters[0]);
    const code = fileSystem.decide({ name, path });
    if (code !== undefined) throw errorOf(code, name, path);
    const result = await operate(...parameters);
    if (name === 'open') breakWrites(result as FileHandle, path);
    return result;
  };
}

function breakWrites(handle: FileHandle, path: string): void {
  for (const name of ['writeFile', 'sync'] as const) {
    const operate = handle[name].bind(handle) as Operate;
    Object.assign(handle, {
      [name]: async (...parameters: unknown[]) => {
        const code = fileSystem.decide({ name: `open file: ${name}`, path });
        if (code !== undefined) throw errorOf(code, name === 'sync' ? 'fsync' : 'write');
        return operate(...parameters);
      },
    });
  }
}

function errorOf(code: string, syscall: string, path?: string): Error {
  const call =
    { readFile: 'open', writeFile: 'open', appendFile: 'open', readdir: 'scandir' }[syscall] ?? syscall;
  const place = path === undefined ? '' : ` '${path}'`;
  const error = new Error(`${code}: ${words[code] ?? ''}, ${call}${place}`);
  return Object.assign(error, { code, syscall: call, ...(path !== undefined && { path }) });
}
