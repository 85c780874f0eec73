/**
 * The first error of a run. A registration that were rejected would leave pending outputs and unhandled rejections behind:
 * it stands still instead, and the run is raced against `promise`.
 */
export class Failure {
  /** Rejects with the first error. */
  readonly promise: Promise<never>;
  #reject: (reason: unknown) => void = () => undefined;
  #happened = false;

  constructor() {
    this.promise = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    this.promise.catch(() => undefined);
  }

  get happened(): boolean {
    return this.#happened;
  }

  record(reason: unknown): void {
    this.#happened = true;
    this.#reject(reason);
  }

  stopWith(reason: unknown): Promise<never> {
    this.record(reason);
    return this.standstill();
  }

  standstill(): Promise<never> {
    return new Promise(() => undefined);
  }
}
