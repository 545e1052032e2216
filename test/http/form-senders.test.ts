import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { unknownBytes, untilEmpty } from '../support/binaries.ts'
import { multipart, type Part, rawConnection } from '../support/multipart.ts'
import { formServer, IDLE_MS } from './form-server.ts'

const server = formServer()

const platform: Part = { name: 'platform', data: 'linux' }
const file = (data: Uint8Array): Part => ({
  name: 'file',
  fileName: 'a.so',
  type: 'application/octet-stream',
  data,
})

/** The start of a request whose body a test sends by hand. */
const requestHead = (headers: string[], path = '/form') =>
  [`POST ${path} HTTP/1.1`, 'host: test', ...headers, '', ''].join('\r\n')

const spoolIsEmpty = () => untilEmpty(join(server.directory, 'spool'))

describe('a sender who falls silent', () => {
  const { body, contentType } = multipart([platform, file(unknownBytes(2_000))])

  it.each([
    ['before the first byte', 0],
    ['in a part header', 30],
    ['in the file', 1_000],
    ['after the last part', body.length - 2],
  ])('is answered 400 after a while: %s', async (_when, length) => {
    const connection = await rawConnection(server.origin)
    connection.write(requestHead([`content-type: ${contentType}`, `content-length: ${body.length + 10}`]))
    connection.write(body.subarray(0, length))
    const since = Date.now()
    const answer = await connection.answer()
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'bad_request' } } })
    expect(Date.now() - since).toBeGreaterThanOrEqual(IDLE_MS - 50)
    expect(await spoolIsEmpty()).toEqual([])
    connection.socket.destroy()
  })

  it('is waited for while a little comes now and then', async () => {
    const connection = await rawConnection(server.origin)
    connection.write(requestHead([`content-type: ${contentType}`, `content-length: ${body.length}`]))
    const step = Math.ceil(body.length / 6)
    for (let at = 0; at < body.length; at += step) {
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS / 3))
      connection.write(body.subarray(at, at + step))
    }
    expect((await connection.answer()).status).toBe(200)
    connection.socket.destroy()
  })

  it.each([0, 30, 1_000])(
    'leaves nothing behind when the connection breaks after %i bytes',
    async (length) => {
      const failed = server.failures.length
      const connection = await rawConnection(server.origin)
      connection.write(requestHead([`content-type: ${contentType}`, `content-length: ${body.length}`]))
      connection.write(body.subarray(0, length))
      if (length === 1_000) while ((await server.spooled()).length === 0) await new Promise(setImmediate)
      connection.socket.resetAndDestroy()
      await expect.poll(() => server.failures.length, { timeout: 5_000 }).toBe(failed + 1)
      expect(server.failures.at(-1)).toMatchObject({ code: 'bad_request' })
      expect(await spoolIsEmpty()).toEqual([])
    },
  )
})

describe('an answer that comes before the body was sent', () => {
  it.each(['/form', '/refused'])('reaches a sender who sends everything first: %s', async (path) => {
    const form = multipart([{ ...file(unknownBytes(150_000)), name: 'wrong' }])
    const connection = await rawConnection(server.origin)
    connection.write(requestHead([`content-type: ${form.contentType}`, 'content-length: 50000000'], path))
    connection.write(form.body)
    const answer = await connection.answer()
    expect(answer.status).toBe(path === '/form' ? 422 : 403)
    const rest = Buffer.alloc(50_000_000 - form.body.length)
    await new Promise<void>((resolve, reject) =>
      connection.socket.write(rest, (error) => (error ? reject(error) : resolve())),
    )
    connection.write(requestHead(['content-length: 0'], '/refused'))
    expect((await connection.answer()).status).toBe(403)
    connection.socket.destroy()
  })
})
