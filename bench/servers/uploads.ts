import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import multipart from '@fastify/multipart'
import fastify from 'fastify'
import { serve } from '../lib/child.ts'

const MAX_BYTES = 100 * 1024 * 1024
const directory = process.env.DATA_DIR as string

/** The least that takes an upload: the bytes to the disk, flushed, with their checksum. */
await serve({
  bare: async () => {
    await mkdir(directory, { recursive: true })
    const server = fastify()
    await server.register(multipart, { limits: { fileSize: MAX_BYTES } })
    server.post('/', async (request, reply) => {
      const part = await request.file()
      if (!part) return reply.code(422).send({ error: 'There is no file.' })
      const hash = createHash('sha256')
      const hashing = new Transform({
        transform(chunk, _encoding, done) {
          hash.update(chunk)
          done(null, chunk)
        },
      })
      const target = createWriteStream(join(directory, randomUUID()), { flush: true })
      await pipeline(part.file, hashing, target)
      return reply.code(201).send({ checksum_sha256: hash.digest('hex') })
    })
    return { server }
  },
})
