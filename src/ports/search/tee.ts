/** One of two readers of a source. Whoever will not read on has to `stop`, so that the other one need not wait. */
export interface Branch<T> extends AsyncIterable<T> {
  stop(): void
}

/** Two readers of one source, the quicker one never more than one element ahead. A source that fails fails both. */
export function tee<T>(source: AsyncIterable<T>): [Branch<T>, Branch<T>] {
  const iterator = source[Symbol.asyncIterator]()
  const elements = new Map<number, Promise<IteratorResult<T>>>()
  const places = [0, 0] as [number, number]
  let moved = Promise.withResolvers<void>()

  function move(side: 0 | 1, place: number): void {
    places[side] = place
    for (const index of elements.keys()) if (index < Math.min(...places)) elements.delete(index)
    moved.resolve()
    moved = Promise.withResolvers()
  }

  function elementAt(place: number): Promise<IteratorResult<T>> {
    const element = elements.get(place) ?? iterator.next()
    elements.set(place, element)
    return element
  }

  function branch(side: 0 | 1): Branch<T> {
    const other = side === 0 ? 1 : 0
    const stop = () => move(side, Number.POSITIVE_INFINITY)
    async function* elements() {
      try {
        for (let place = 0; ; place++) {
          while (place > places[other]) await moved.promise
          const { value, done } = await elementAt(place)
          if (done) return
          move(side, place + 1)
          yield value as T
        }
      } finally {
        stop()
      }
    }
    return { [Symbol.asyncIterator]: elements, stop }
  }
  return [branch(0), branch(1)]
}
