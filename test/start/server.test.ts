import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { newPlugin, newVersion } from '../support/plugins.ts'
import { signUp } from '../support/users.ts'
import { runServer, type ServerProcess, startServer } from './server-process.ts'

describe('a server process', { timeout: 120_000 }, () => {
  let dataDir: string
  let server: ServerProcess
  const call = callerOf({
    get current() {
      return server
    },
  })

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gourd-server-'))
  })
  afterAll(async () => {
    server?.child.kill('SIGTERM')
    await server?.ended
    await rm(dataDir, { recursive: true, force: true })
  })

  test('starts from an empty folder and answers', async () => {
    server = await startServer(dataDir)
    expect((await call('GET /health')).body.status).toBe('ok')
    expect((await call('GET //readyz')).status).toBe(200)
    expect((await call('GET //metrics')).body.toString()).toContain('http_request_duration_seconds_bucket')
  })

  test('a second one on the same folder says who is there, and stops', async () => {
    const second = runServer({ DATA_DIR: dataDir })
    expect(await second.ended).toBe(1)
    expect(second.said()).toContain(`Another Gourd server (pid ${server.child.pid})`)
    expect((await call('GET /health')).status).toBe(200)
  })

  test('every acknowledged write is there after kill -9', async () => {
    const { token } = await signUp(call)
    const acknowledged: string[] = []
    const writing = (async () => {
      for (;;) acknowledged.push((await newPlugin(call, token)).slug)
    })().catch(() => {})
    while (acknowledged.length < 20) await new Promise((resolve) => setTimeout(resolve, 5))
    server.child.kill('SIGKILL')
    await Promise.all([writing, server.ended])

    server = await startServer(dataDir)
    for (const slug of acknowledged) expect((await call(`GET /plugins/${slug}`)).status).toBe(200)
  })

  test('a request in flight is finished when SIGTERM comes, and the database is stopped', async () => {
    const { token } = await signUp(call)
    const { slug } = await newPlugin(call, token)
    await newVersion(call, token, slug)
    const [head, tail] = upload(`/api/v1/plugins/${slug}/versions/1.0.0/binaries`, token)
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1')
    socket.write(head)
    await new Promise((resolve) => setTimeout(resolve, 200))
    server.child.kill('SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 300))
    socket.write(tail)
    let answer = ''
    for await (const chunk of socket) answer += chunk
    expect(answer).toMatch(/^HTTP\/1.1 201/)
    expect(await server.ended).toBe(0)
    const pidFile = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => undefined)
    expect(pidFile).toBeUndefined()
  })

  test('the next start finds everything again', async () => {
    server = await startServer(dataDir)
    expect((await call('GET /plugins')).body.total).toBeGreaterThan(20)
  })
})

describe('what cannot start says why in a sentence', { timeout: 60_000 }, () => {
  test('a wrong variable is named', async () => {
    const server = runServer({ DATA_DIR: join(tmpdir(), 'gourd-never'), PORT: 'eighty' })
    expect(await server.ended).toBe(1)
    expect(server.said()).toContain('PORT: ')
    expect(server.said()).not.toContain('    at ')
  })

  test('a taken port is named', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'gourd-port-'))
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const server = runServer({ DATA_DIR: dataDir }, port)
    expect(await server.ended).toBe(1)
    expect(server.said()).toContain(`PORT: ${port} is taken`)
    other.close()
    await rm(dataDir, { recursive: true, force: true })
  })
})

/** A small upload in two pieces of bytes. */
function upload(path: string, token: string): [head: string, tail: string] {
  const field = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const body = `${field('platform', 'linux')}--b\r\nContent-Disposition: form-data; name="file"; filename="x.bin"\r\nContent-Type: application/octet-stream\r\n\r\n\u0001\u0002\u0003\r\n--b--\r\n`
  const lines = [
    `POST ${path} HTTP/1.1`,
    'host: localhost',
    'connection: close',
    `authorization: Bearer ${token}`,
    'content-type: multipart/form-data; boundary=b',
    `content-length: ${body.length}`,
  ]
  const half = Math.floor(body.length / 2)
  return [`${lines.join('\r\n')}\r\n\r\n${body.slice(0, half)}`, body.slice(half)]
}
