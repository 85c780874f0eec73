import { inProject } from './printed-command.ts';

/** Longer than any line takes, and less than a test may. */
const limitMs = 50_000;

/** What a command printed so far. */
export class Printed {
  readonly #texts = { stdout: '', stderr: '' };
  readonly #project: string | undefined;
  #hasEnded = false;
  readonly #looks = new Set<() => void>();

  /** @param project the one that printed commands are for: they are read without it */
  constructor(project?: string) {
    this.#project = project;
  }

  get texts(): { readonly stdout: string; readonly stderr: string } {
    return { ...this.#texts };
  }

  add(output: 'stdout' | 'stderr', text: string): void {
    const whole = this.#texts[output] + text;
    this.#texts[output] = this.#project === undefined ? whole : inProject(this.#project, whole);
    this.#look();
  }

  /** Nothing follows. */
  end(): void {
    this.#hasEnded = true;
    this.#look();
  }

  /** Waits until an output has a line like this, and answers it; an error once the command has ended without. */
  line(output: 'stdout' | 'stderr', pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const fail = () => {
        const { stdout, stderr } = this.#texts;
        reject(new Error(`No line like ${String(pattern)} in:\n${stdout}\n${stderr}`));
      };
      const limit = setTimeout(fail, limitMs);
      const look = () => {
        const found = this.#texts[output].split('\n').find((line) => pattern.test(line));
        if (found === undefined && !this.#hasEnded) return;
        clearTimeout(limit);
        this.#looks.delete(look);
        if (found === undefined) fail();
        else resolve(found);
      };
      this.#looks.add(look);
      look();
    });
  }

  #look(): void {
    for (const look of this.#looks) look();
  }
}
