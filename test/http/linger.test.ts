import fastify from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lingerAfterAnswers } from '../../src/http/linger.ts'
import { rawConnection } from '../support/multipart.ts'

const LINGER_MS = 300
let origin = ''
const server = fastify()
beforeAll(async () => {
  lingerAfterAnswers(server, LINGER_MS)
  server.addContentTypeParser('*', (_request, _payload, done) => done(null))
  server.post('/', async () => 'no')
  origin = await server.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => server.close())

const head = (length: number) =>
  `POST / HTTP/1.1\r\nhost: test\r\ncontent-type: a/b\r\ncontent-length: ${length}\r\n\r\n`

it('a sender who was answered and never stops sending is cut off after a while', async () => {
  const connection = await rawConnection(origin)
  connection.write(head(1_000_000))
  expect(await connection.answer()).toMatchObject({ status: 200 })
  const since = Date.now()
  const drip = setInterval(() => connection.write('x'), 10)
  await connection.closed
  clearInterval(drip)
  expect(Date.now() - since).toBeGreaterThanOrEqual(LINGER_MS - 50)
})

it('a sender who was answered and sends the rest keeps the connection', async () => {
  const connection = await rawConnection(origin)
  for (let round = 0; round < 3; round += 1) {
    connection.write(head(10))
    expect(await connection.answer()).toMatchObject({ status: 200 })
    connection.write('0123456789')
  }
  await new Promise((resolve) => setTimeout(resolve, LINGER_MS * 2))
  expect(connection.socket.readyState).toBe('open')
  connection.socket.destroy()
})
