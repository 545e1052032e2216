import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SpoolIdle, SpoolTooLarge, spool, sweepSpool } from '../../src/lib/spool.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'spool-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const leftovers = () => readdir(directory)

describe('the spool', () => {
  it('keeps the bytes, their number, their checksum and the first of them', async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251))
    const pieces = [content.subarray(0, 1000), content.subarray(1000, 9000), content.subarray(9000)]
    const file = await spool(Readable.from(pieces), { directory, maxBytes: content.length })
    expect(await readFile(file.path)).toEqual(content)
    expect(file.size).toBe(content.length)
    expect(file.sha256).toBe(createHash('sha256').update(content).digest('hex'))
    expect(file.head).toEqual(content.subarray(0, 4100))
    await file.discard()
    await file.discard()
    expect(await leftovers()).toEqual([])
  })

  it('takes an empty stream', async () => {
    const file = await spool(Readable.from([]), { directory, maxBytes: 10 })
    expect(file).toMatchObject({ size: 0, head: Buffer.alloc(0) })
    expect(await readFile(file.path)).toHaveLength(0)
  })

  it('refuses a stream that is too large at once, without waiting for its end, and drains the rest', async () => {
    const stream = new PassThrough()
    stream.write(Buffer.alloc(11))
    await expect(spool(stream, { directory, maxBytes: 10 })).rejects.toThrow(SpoolTooLarge)
    expect(await leftovers()).toEqual([])
    for (let piece = 0; piece < 100; piece += 1) {
      if (!stream.write(Buffer.alloc(100_000))) await once(stream, 'drain')
    }
    expect(stream.destroyed).toBe(false)
  })

  it('leaves nothing behind when the stream fails', async () => {
    const stream = Readable.from(
      (async function* () {
        yield Buffer.alloc(100)
        throw new Error('broken')
      })(),
    )
    await expect(spool(stream, { directory, maxBytes: 1000 })).rejects.toThrow('broken')
    expect(await leftovers()).toEqual([])
  })

  it('rejects a stream that is closed before its end', async () => {
    const stream = new PassThrough()
    stream.write('half')
    setTimeout(() => stream.destroy(), 20)
    await expect(spool(stream, { directory, maxBytes: 1000 })).rejects.toThrow(/premature/i)
    expect(await leftovers()).toEqual([])
  })

  it('rejects when the client goes away in the middle of an upload', async () => {
    const outcome = Promise.withResolvers<unknown>()
    const server = createServer((incoming) => {
      spool(incoming, { directory, maxBytes: 1000 }).then(outcome.resolve, outcome.reject)
      // Not before the request is here: a client that leaves sooner sends none.
      incoming.once('data', () => client.destroy())
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const headers = { 'content-length': 100 }
    const client = request({ host: '127.0.0.1', port, method: 'POST', headers }).on('error', () => {})
    client.write('half')
    await expect(outcome.promise).rejects.toThrow(/abort|premature/i)
    expect(await leftovers()).toEqual([])
    server.close()
  })

  it('gives up on a sender that falls silent', async () => {
    const stream = new PassThrough()
    stream.write('half')
    const spooling = spool(stream, { directory, maxBytes: 1000, idleTimeoutMs: 50 })
    await expect(spooling).rejects.toThrow(SpoolIdle)
    expect(await leftovers()).toEqual([])
  })

  it('waits for a slow sender that is never silent for long', async () => {
    const stream = new PassThrough()
    const spooling = spool(stream, { directory, maxBytes: 1000, idleTimeoutMs: 1000 })
    for (let piece = 0; piece < 8; piece += 1) {
      await new Promise((resolve) => setTimeout(resolve, 150))
      stream.write('x')
    }
    stream.end()
    expect(await spooling).toMatchObject({ size: 8 })
  })

  it('says so when the folder cannot be written', async () => {
    await writeFile(join(directory, 'file'), '')
    const spooling = spool(Readable.from(['x']), { directory: join(directory, 'file'), maxBytes: 10 })
    await expect(spooling).rejects.toThrow(/EEXIST|ENOTDIR/)
  })

  it('sweeps what is old and its own, nothing else', async () => {
    const old = await spool(Readable.from(['old']), { directory, maxBytes: 10 })
    const fresh = await spool(Readable.from(['new']), { directory, maxBytes: 10 })
    const foreign = join(directory, 'notes.txt')
    await writeFile(foreign, '')
    const yesterday = new Date(Date.now() - 25 * 3_600_000)
    for (const path of [old.path, foreign]) await utimes(path, yesterday, yesterday)
    await sweepSpool(directory)
    expect((await leftovers()).map((name) => join(directory, name)).sort()).toEqual(
      [fresh.path, foreign].sort(),
    )
  })

  it('sweeps a folder that does not exist yet', async () => {
    await sweepSpool(join(directory, 'nowhere'))
  })
})
