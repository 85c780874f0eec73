let open = 0;

/**
 * Does what is better finished than broken off when a signal comes, such as a client that was registered and is to be removed again.
 * A command has a while for that, where it ends at once otherwise: what a kill loses nothing of needs no time.
 */
export async function withTimeToWindUp<Result>(use: () => Promise<Result>): Promise<Result> {
  open += 1;
  try {
    return await use();
  } finally {
    open -= 1;
  }
}

/** Whether something of that kind is under way in this process. */
export const takesTimeToWindUp = (): boolean => open > 0;
