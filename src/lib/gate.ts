/** Lets a few through at a time; the others wait in line. */
export interface Gate {
  /** Runs `work` when it is its turn. Rejects with the reason of `signal` when that is aborted before. */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>
}

export function gate(width: number): Gate {
  const line: (() => void)[] = []
  let inside = 0
  return {
    async run(work, signal) {
      if (inside < width) inside++
      // Whoever leaves gives its place to the first in line.
      else await new Promise<void>((enter) => line.push(enter))
      try {
        signal?.throwIfAborted()
        return await work()
      } finally {
        const next = line.shift()
        if (next) next()
        else inside--
      }
    },
  }
}
