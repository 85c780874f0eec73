/** A project or stack file cannot be used. The message says which file, where in it, and what to do. */
export class StackFileError extends Error {
  override readonly name = 'StackFileError';
  readonly code = 'STACK_FILE_INVALID';

  readonly file: string;

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`${file}: ${problem}`, options);
    this.file = file;
  }
}
