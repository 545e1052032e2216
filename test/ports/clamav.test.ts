import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { clamavScanner } from '../../src/ports/scanner/clamav.ts'
import { answers, type Behaviour, bytesIn, type FakeClamd, fakeClamd } from '../support/fake-clamd.ts'

const MB = 1024 * 1024
let directory: string
let clamd: FakeClamd | undefined
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gourd-clamav-'))
})
afterEach(async () => {
  await clamd?.stop()
  clamd = undefined
})
afterAll(() => rm(directory, { recursive: true }))

/** Scans with a clamd that behaves like this. */
async function scan(behaviour: Behaviour, bytes: Uint8Array = randomBytes(1000), times = {}) {
  clamd = await fakeClamd(behaviour)
  const path = join(directory, 'file')
  await writeFile(path, bytes)
  return clamavScanner(clamd, { idleMs: 300, totalMs: 10_000, ...times }).scan({
    path,
    size: bytes.length,
    fileName: 'file',
  })
}

describe('ClamAV', () => {
  it('is sent the whole file in pieces, with their lengths and an end', async () => {
    const bytes = randomBytes(3 * MB + 17)
    expect(await scan(answers('stream: OK'), bytes)).toEqual({ verdict: 'clean', reason: '' })
    expect(bytesIn(clamd?.received as Buffer)?.equals(bytes)).toBe(true)
  })

  it('names what it found, in plain characters', async () => {
    expect(await scan(answers('stream: Win.Test.EICAR_HDB-1 FOUND'))).toEqual({
      verdict: 'infected',
      reason: 'contains Win.Test.EICAR_HDB-1',
    })
    expect((await scan(answers('stream: <script>\u202e FOUND'))).reason).toBe('contains _script__')
  })

  it('is believed when it finds something before the end', async () => {
    const { verdict } = await scan(answers('stream: Eicar FOUND', 100), randomBytes(5 * MB))
    expect(verdict).toBe('infected')
  })

  it('cannot tell about what is encrypted', async () => {
    const { verdict } = await scan(answers('stream: Heuristics.Encrypted.Zip FOUND'))
    expect(verdict).toBe('unsure')
  })

  it.each([
    ['an error', answers('stream: Can’t allocate memory ERROR')],
    ['a size limit at the end', answers('INSTREAM size limit exceeded. ERROR')],
    ['a limit that it calls a finding', answers('stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND')],
    ['garbage', answers('\u0001\u0002\u0003')],
    ['another protocol', answers('HTTP/1.1 200 OK\r\n\r\nstream: OK')],
    ['more after the verdict', answers('stream: OK FOUND ERROR')],
    ['an empty answer', answers('')],
    ['an unknown command', answers('UNKNOWN COMMAND')],
    ['nothing', { after: 'end', act: () => {} }],
    ['nothing, without taking anything', { after: 'connect', act: (socket) => socket.pause() }],
    ['half an answer', { after: 'end', act: (socket) => socket.end('stream: O') }],
    ['an answer without its end', { after: 'end', act: (socket) => socket.end('stream: OK') }],
    ['an answer without any end', { after: 'end', act: (socket) => socket.write('a'.repeat(10_000)) }],
    ['a closed connection', { after: 'connect', act: (socket) => socket.end() }],
    ['a closed connection at the end', { after: 'end', act: (socket) => socket.end() }],
    ['a reset', { after: 1000, act: (socket) => socket.resetAndDestroy() }],
    ['a reset at the end', { after: 'end', act: (socket) => socket.resetAndDestroy() }],
  ] as [string, Behaviour][])('has not scanned what it answers %s to', async (_, behaviour) => {
    await expect(scan(behaviour, randomBytes(20 * MB))).rejects.toThrow(/clamd|ECONNRESET|EPIPE|premature/i)
  })

  it('has not scanned what it calls OK before it has all of it', async () => {
    await expect(scan(answers('stream: OK', 'connect'), randomBytes(20 * MB))).rejects.toThrow()
    await expect(scan(answers('stream: OK', 100_000), randomBytes(20 * MB))).rejects.toThrow()
  })

  it('has not scanned what it stops taking, and resets', async () => {
    const limit: Behaviour = {
      after: 100_000,
      act(socket) {
        socket.pause()
        socket.write('INSTREAM size limit exceeded. ERROR\0', () => socket.resetAndDestroy())
      },
    }
    await expect(scan(limit, randomBytes(20 * MB))).rejects.toThrow()
  })

  it('has a limited time for all', async () => {
    const drip: Behaviour = {
      after: 'connect',
      act(socket) {
        const timer = setInterval(() => socket.write('a'), 50)
        socket.on('close', () => clearInterval(timer))
      },
    }
    await expect(scan(drip, randomBytes(10), { totalMs: 400 })).rejects.toThrow('too long')
  })

  it('is missed when it is not there', async () => {
    const scanner = clamavScanner({ path: join(directory, 'no.sock') })
    await expect(scanner.scan({ path: directory, size: 1, fileName: 'a' })).rejects.toThrow('ENOENT')
    const closed = clamavScanner({ host: '127.0.0.1', port: 1 })
    await expect(closed.scan({ path: directory, size: 1, fileName: 'a' })).rejects.toThrow('ECONNREFUSED')
  })

  it('is not asked about a file that is not as large as it was', async () => {
    clamd = await fakeClamd(answers('stream: OK'))
    const path = join(directory, 'short')
    await writeFile(path, 'Hello')
    await expect(clamavScanner(clamd).scan({ path, size: 6, fileName: 'a' })).rejects.toThrow(
      '5 bytes, not 6',
    )
  })
})
