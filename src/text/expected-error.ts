/**
 * An error that somebody can do something about, a person or the program that called. Its message says what, where and what to do
 * next, and is shown as it is; any other error is a defect, and shown with its stack.
 */
export abstract class ExpectedError extends Error {
  /** Stable: programs tell by it what happened. A class has one code, or says which ones it has. */
  abstract readonly code: string;
}
