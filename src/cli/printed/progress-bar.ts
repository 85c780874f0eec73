/** A line on standard error that is drawn again and again; nothing where that is no terminal, or one that cannot go back. */
export interface ProgressBar {
  /** @param done from 0 to 1 */
  draw(done: number, text: string): void;
  clear(): void;
}

const width = 24;

/** A progress bar on this process's standard error. */
export function progressBar(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'> = process.stderr,
  { TERM }: NodeJS.ProcessEnv = process.env,
): ProgressBar {
  if (!stream.isTTY || TERM === 'dumb') return { draw: () => undefined, clear: () => undefined };
  return {
    draw(done, text) {
      const filled = Math.round(Math.min(1, Math.max(0, done)) * width);
      const line = `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${text}`;
      stream.write(`\r\u001B[K${line.slice(0, (stream.columns || 80) - 1)}`);
    },
    clear() {
      stream.write('\r\u001B[K');
    },
  };
}
