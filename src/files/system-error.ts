/** What a person does about an error of the file system, by its code (errno(3)). */
const advice: Readonly<Record<string, string>> = {
  EACCES: 'Have its owner let you, or choose another folder.',
  EDQUOT: 'Free some space, and run the command again.',
  EISDIR: 'There is a folder where a file belongs: move it away.',
  EMFILE: 'Too many files are open: run the command again when less is going on.',
  ENFILE: 'Too many files are open: run the command again when less is going on.',
  ENOENT: 'Restore it, or compare its path with what is there.',
  ENOSPC: 'Free some space on its disk, and run the command again.',
  ENOTDIR: 'There is a file where a folder belongs: move it away.',
  EPERM: 'Have its owner let you, or choose another folder.',
  EROFS: 'Choose a folder on a disk that can be written to.',
};

/** Whether the operating system gave an error, about a file or anything else. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException & { readonly code: string } =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';

/** The system's error as one about a file, of which it says nothing itself where the file was open (write, fsync). */
export function aboutFile(error: unknown, path: string): unknown {
  return isSystemError(error) ? Object.assign(error, { path }) : error;
}

/** What to do about a system's error; for messages that say themselves what it was about. */
export const whatToDo = (error: unknown): string =>
  (isSystemError(error) ? advice[error.code] : undefined) ??
  'Look at what is there, and run the command again.';

/** A system's error about a file, for people: which, what it was, what to do. Undefined for any other error. */
export function fileErrorText(error: unknown): string | undefined {
  if (!isSystemError(error) || error.path === undefined) return undefined;
  const reason = /^\w+: ([^,]+)/.exec(error.message)?.[1] ?? error.message;
  return `${error.path} cannot be used: ${reason} (${error.syscall}: ${error.code}). ${whatToDo(error)}`;
}

/** Whether a file system's error says that there is nothing at a path. */
export function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
