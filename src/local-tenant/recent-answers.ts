/** The answers of a function to the texts that it was asked about most recently, so that the same one is not worked out again. */
export class RecentAnswers<Answer> {
  readonly #answers = new Map<string, Answer>();
  readonly #most: number;

  /** @param most how many are kept */
  constructor(most: number) {
    this.#most = most;
  }

  get(text: string): Answer | undefined {
    return this.#answers.get(text);
  }

  set(text: string, answer: Answer): void {
    const [oldest] = this.#answers.keys();
    if (this.#answers.size >= this.#most && oldest !== undefined) this.#answers.delete(oldest);
    this.#answers.set(text, answer);
  }
}
