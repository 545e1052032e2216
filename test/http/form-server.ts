import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import multipart from '@fastify/multipart'
import pino from 'pino'
import { afterAll, beforeAll } from 'vitest'
import { createConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import type { ReadForm, Services } from '../../src/domains/context.ts'
import { DomainError } from '../../src/domains/errors.ts'
import { formOf } from '../../src/http/form.ts'
import { createServer } from '../../src/http/server.ts'

export const MAX_BYTES = 200_000
export const IDLE_MS = 900

/** A server that takes one form and says what it read; `/refused` refuses before it reads. */
export function formServer() {
  let origin = ''
  let directory = ''
  let close = async () => {}
  const seen: (ReadForm & { bytes: Buffer })[] = []
  const failures: unknown[] = []
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'gourd-form-'))
    const config = createConfig(readEnv({ JWT_SECRET: 'x'.repeat(32), DATA_DIR: directory }))
    const server = await createServer(config, { log: pino({ level: 'silent' }) } as unknown as Services)
    await server.register(multipart)
    const untimed = { config: { untimed: true } }
    server.post('/form', untimed, async (request) => {
      const form = formOf(request, { spoolDirectory: join(directory, 'spool'), idleTimeoutMs: IDLE_MS })
      const read = await form
        .read({ file: 'file', fields: ['platform'], maxBytes: MAX_BYTES })
        .catch((error: unknown) => {
          failures.push(error)
          throw error
        })
      seen.push({ ...read, bytes: await readFile(read.file.spooled.path) })
      await read.file.spooled.discard()
      const { fileName, declaredType, spooled } = read.file
      return { fields: read.fields, fileName, declaredType, size: spooled.size, sha256: spooled.sha256 }
    })
    server.post('/refused', untimed, async () => {
      throw new DomainError('forbidden', 'No.')
    })
    origin = await server.listen({ port: 0, host: '127.0.0.1' })
    close = () => server.close()
  })
  afterAll(async () => {
    await close()
    await rm(directory, { recursive: true, force: true })
  })
  return {
    seen,
    failures,
    get origin() {
      return origin
    },
    get directory() {
      return directory
    },
    spooled: () => readdir(join(directory, 'spool')).catch(() => []),
  }
}
