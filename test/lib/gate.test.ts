import { describe, expect, it } from 'vitest'
import { gate } from '../../src/lib/gate.ts'

const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Work that says when it runs and ends when it is told. */
function piece() {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const it = { isRunning: false, end: () => resolve('done'), fail: () => reject(new Error('failed')) }
  const work = () => {
    it.isRunning = true
    return promise.finally(() => {
      it.isRunning = false
    })
  }
  return { it, work }
}

describe('a gate', () => {
  it('lets as many through at a time as it is wide, in the order they came', async () => {
    const { run } = gate(2)
    const pieces = Array.from({ length: 5 }, piece)
    const results = pieces.map(({ work }) => run(work))
    const running = () => pieces.map(({ it }) => it.isRunning)
    await settled()
    expect(running()).toEqual([true, true, false, false, false])
    pieces[1]?.it.end()
    await settled()
    expect(running()).toEqual([true, false, true, false, false])
    for (const { it } of pieces) it.end()
    expect(await Promise.all(results)).toEqual(Array(5).fill('done'))
  })

  it('is free again after work that failed', async () => {
    const { run } = gate(1)
    const [first, second] = [piece(), piece()]
    const results = [run(first.work), run(second.work)]
    first.it.fail()
    await expect(results[0]).rejects.toThrow('failed')
    second.it.end()
    expect(await results[1]).toBe('done')
    expect(await run(async () => 'later')).toBe('later')
  })

  it('does not begin what nobody waits for any more', async () => {
    const { run } = gate(1)
    const [first, second, third] = [piece(), piece(), piece()]
    const controller = new AbortController()
    const results = [run(first.work), run(second.work, controller.signal), run(third.work)]
    controller.abort(new Error('gone'))
    first.it.end()
    await expect(results[1]).rejects.toThrow('gone')
    expect(second.it.isRunning).toBe(false)
    third.it.end()
    expect(await results[2]).toBe('done')
  })

  it('never lets in more than its width when one leaves while another comes', async () => {
    const { run } = gate(3)
    let [inside, most] = [0, 0]
    const work = async () => {
      most = Math.max(most, ++inside)
      await settled()
      inside--
    }
    await Promise.all(Array.from({ length: 50 }, () => settled().then(() => run(work))))
    expect([most, inside]).toEqual([3, 0])
  })
})
