import { describe, expect, test } from 'vitest'
import { createLog } from '../../src/lib/log.ts'

/** What a call of the log wrote. */
function written(write: (log: ReturnType<typeof createLog>) => void): Record<string, any> {
  const lines: string[] = []
  write(createLog('info', { write: (line) => void lines.push(line) }))
  return JSON.parse(lines.join(''))
}

describe('the log', () => {
  test('one line has its level as a word, an ISO time and the details', () => {
    const line = written((log) => log.info({ status: 200, nothing: null }, 'request'))
    expect(line).toMatchObject({
      level: 'info',
      service: 'gourd',
      msg: 'request',
      status: 200,
      nothing: null,
    })
    expect(line.time).toBe(new Date(line.time).toISOString())
  })

  test('what is secret is not written, however it is wrapped', () => {
    const line = written((log) =>
      log.info(
        { password: 'hunter2', user: { token: 'hunter2' }, request: { headers: { cookie: 'hunter2' } } },
        'x',
      ),
    )
    expect(JSON.stringify(line)).not.toContain('hunter2')
    expect(line.password).toBe('[redacted]')
  })

  test('an error is written with its stack and cause, and without the secrets it carries', () => {
    const error = Object.assign(new Error('no answer', { cause: new Error('refused') }), {
      code: 'E1',
      config: { headers: { authorization: 'hunter2' } },
    })
    const line = written((log) => log.error({ err: error }, 'failed'))
    expect(line.err).toMatchObject({ type: 'Error', code: 'E1', message: 'no answer: refused' })
    expect(line.err.stack).toContain('caused by: Error: refused')
    expect(JSON.stringify(line)).not.toContain('hunter2')
  })

  test('the object that was logged is left as it was', () => {
    const details = { user: { token: 'mine' } }
    written((log) => log.info(details, 'x'))
    expect(details).toEqual({ user: { token: 'mine' } })
  })
})
