import { describe, expect, it } from 'vitest'
import { inGroups } from '../../src/lib/in-groups.ts'

/** Calls that wait until they are let go on. */
function gated(atOnce?: number) {
  const calls: { questions: readonly number[]; answer(): void; fail(error: Error): void }[] = []
  const ask = inGroups(
    (questions: readonly number[]) =>
      new Promise<number[]>((resolve, reject) => {
        calls.push({ questions, answer: () => resolve(questions.map((n) => n * 10)), fail: reject })
      }),
    atOnce,
  )
  return { calls, ask }
}

/** Everything that can go on without being let has gone on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate)
}

describe('questions in groups', () => {
  it('are asked in the turn they come when nothing runs, and together when something does', async () => {
    const { calls, ask } = gated()
    const first = [ask(1), ask(2)]
    await settled()
    const others = [ask(3), ask(4), ask(3)]
    await settled()
    expect(calls.map(({ questions }) => questions)).toEqual([[1, 2]])
    calls[0]?.answer()
    expect(await Promise.all(first)).toEqual([10, 20])
    await settled()
    expect(calls.map(({ questions }) => questions)).toEqual([
      [1, 2],
      [3, 4, 3],
    ])
    calls[1]?.answer()
    expect(await Promise.all(others)).toEqual([30, 40, 30])
  })

  it('are asked in so many groups at once, and whichever is done first takes what waits', async () => {
    const { calls, ask } = gated(2)
    const [slow] = [ask(1), await settled()]
    const [quick] = [ask(2), await settled()]
    const waiting = [ask(3), ask(4)]
    await settled()
    expect(calls.map(({ questions }) => questions)).toEqual([[1], [2]])
    calls[1]?.answer()
    expect(await quick).toBe(20)
    await settled()
    calls[2]?.answer()
    expect(await Promise.all(waiting)).toEqual([30, 40])
    calls[0]?.answer()
    expect(await slow).toBe(10)
  })

  it('never get an answer to a call that began before they were asked', async () => {
    const { calls, ask } = gated()
    const [early] = [ask(1), await settled()]
    const [late] = [ask(1), await settled()]
    calls[0]?.answer()
    await early
    await settled()
    expect(calls.length).toBe(2)
    calls[1]?.answer()
    expect(await late).toBe(10)
  })

  it('fail with their group alone', async () => {
    const { calls, ask } = gated()
    const [first] = [ask(1), await settled()]
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
      await settled()
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
