/** A line of work with one step under way at a time: what comes meanwhile waits for the next one. */
export interface Lane {
  /** Tells it that there is work. */
  wake(): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

/** Runs `step`, which never rejects, as long as there is work. */
export function createLane(hasWork: () => boolean, step: () => Promise<void>): Lane {
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    while (hasWork()) await step()
    running = undefined
  }

  return {
    wake: () => {
      if (!running && hasWork()) running = run()
    },
    idle: async () => running,
  }
}
