import { describe, expect, it } from 'vitest'
import { tee } from '../../src/ports/search/tee.ts'

async function* numbers(count: number, onRead: (n: number) => void = () => {}) {
  for (let n = 0; n < count; n++) {
    onRead(n)
    yield n
  }
}
const all = async (source: AsyncIterable<number>) => {
  const found: number[] = []
  for await (const n of source) found.push(n)
  return found
}
const ONE_TO_FIVE = [0, 1, 2, 3, 4]

describe('two readers of one source', () => {
  it('both read all of it, which is read once', async () => {
    const read: number[] = []
    const [one, other] = tee(numbers(5, (n) => read.push(n)))
    expect(await Promise.all([all(one), all(other)])).toEqual([ONE_TO_FIVE, ONE_TO_FIVE])
    expect(read).toEqual(ONE_TO_FIVE)
  })

  it('wait for each other: the quicker one is one ahead', async () => {
    const [one, other] = tee(numbers(5))
    const [quick, slow] = [one, other].map((it) => it[Symbol.asyncIterator]()) as [
      AsyncIterator<number>,
      AsyncIterator<number>,
    ]
    await quick.next()
    const second = quick.next()
    expect(await Promise.race([second, Promise.resolve('waits')])).toBe('waits')
    expect(await slow.next()).toEqual({ value: 0, done: false })
    expect(await second).toEqual({ value: 1, done: false })
  })

  it('do not wait for one that never began, or left in the middle', async () => {
    const [one, other] = tee(numbers(5))
    other.stop()
    expect(await all(one)).toEqual(ONE_TO_FIVE)
    const [steady, hasty] = tee(numbers(5))
    const leaving = async () => {
      for await (const n of hasty) if (n === 2) return
    }
    expect((await Promise.all([all(steady), leaving()]))[0]).toEqual(ONE_TO_FIVE)
  })

  it('both learn that the source failed', async () => {
    async function* broken() {
      yield 0
      throw new Error('the source broke')
    }
    const results = await Promise.allSettled(tee(broken()).map(all))
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})
