import { NotApplicable, type Source } from './evidence.ts';

/** A check or a source: whoever asks for evidence. */
type Asker = object;

/** Who asked for which evidence, and which could not be had. */
export class EvidenceTrace {
  readonly #asked = new Map<Asker, Source<unknown>[]>();
  readonly #reasons = new Map<Source<unknown>, unknown>();

  note(asker: Asker, source: Source<unknown>): void {
    if (source.given) return;
    const asked = this.#asked.get(asker);
    if (asked === undefined) this.#asked.set(asker, [source]);
    else if (!asked.includes(source)) asked.push(source);
  }

  noteFailure(source: Source<unknown>, reason: unknown): void {
    this.#reasons.set(source, reason);
  }

  askedBy(asker: Asker): readonly Source<unknown>[] {
    return this.#asked.get(asker) ?? [];
  }

  /**
   * Where it came up that a check could not tell: what it needs and could not be had, followed to who gave the reason. Undefined for
   * a check that had all that it needs.
   */
  originOf(asker: Asker): { readonly source: Source<unknown>; readonly reason: unknown } | undefined {
    const failed = this.askedBy(asker).find((source) => {
      const reason = this.#reasons.get(source);
      return reason !== undefined && !(reason instanceof NotApplicable);
    });
    return failed && this.#follow(failed);
  }

  /** A reason is passed on as it is, by whoever asked for what could not be had. */
  #follow(source: Source<unknown>): { readonly source: Source<unknown>; readonly reason: unknown } {
    const reason = this.#reasons.get(source);
    const deeper = this.askedBy(source).find((each) => this.#reasons.get(each) === reason);
    return deeper === undefined ? { source, reason } : this.#follow(deeper);
  }
}
