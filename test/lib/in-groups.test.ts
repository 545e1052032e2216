import { describe, expect, it } from 'vitest'
import { inGroups } from '../../src/lib/in-groups.ts'

/** Calls that wait until they are let go on. */
function gated() {
  const calls: { questions: readonly number[]; answer(): void; fail(error: Error): void }[] = []
  const ask = inGroups(
    (questions: readonly number[]) =>
      new Promise<number[]>((resolve, reject) => {
        calls.push({ questions, answer: () => resolve(questions.map((n) => n * 10)), fail: reject })
      }),
  )
  return { calls, ask }
}

/** Everything that can go on without being let has gone on. */
const settled = () => new Promise(setImmediate)

describe('questions in groups', () => {
  it('are asked at once when nothing runs, and together when something does', async () => {
    const { calls, ask } = gated()
    const first = ask(1)
    const others = [ask(2), ask(3), ask(2)]
    expect(calls.map(({ questions }) => questions)).toEqual([[1]])
    calls[0]?.answer()
    expect(await first).toBe(10)
    await settled()
    expect(calls.map(({ questions }) => questions)).toEqual([[1], [2, 3, 2]])
    calls[1]?.answer()
    expect(await Promise.all(others)).toEqual([20, 30, 20])
  })

  it('never get an answer to a call that began before they were asked', async () => {
    const { calls, ask } = gated()
    const [early, late] = [ask(1), ask(1)]
    calls[0]?.answer()
    await early
    await settled()
    expect(calls.length).toBe(2)
    calls[1]?.answer()
    expect(await late).toBe(10)
  })

  it('fail with their group alone', async () => {
    const { calls, ask } = gated()
    const first = ask(1)
    const failing = Promise.allSettled([ask(2), ask(3)])
    calls[0]?.answer()
    await first
    await settled()
    const later = ask(4)
    calls[1]?.fail(new Error('no answer'))
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await settled()
    calls[2]?.answer()
    expect(await later).toBe(40)
  })

  it('are asked again after a pause', async () => {
    const { calls, ask } = gated()
    for (const [index, n] of [5, 6].entries()) {
      const answer = ask(n)
      calls[index]?.answer()
      expect(await answer).toBe(n * 10)
      await settled()
    }
  })

  it('fail when the call cannot even begin', async () => {
    const ask = inGroups(() => {
      throw new Error('nowhere to ask')
    })
    await expect(ask(1)).rejects.toThrow('nowhere to ask')
    await expect(ask(2)).rejects.toThrow('nowhere to ask')
  })
})
