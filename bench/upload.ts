import { join } from 'node:path'
import { inFolder } from './lib/folder.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import { type ServerProcess, startServer } from './lib/server-process.ts'
import { median, rounded, spread } from './lib/statistics.ts'
import { createRelease, type Release, upload } from './lib/uploads.ts'

const BARE = new URL('./servers/uploads.ts', import.meta.url)
const MB = 20
const SIZE = MB * 1024 * 1024
const IN_A_ROUND = 5

/** What a binary costs on its way to the disk. */
export const uploads: Scenario = {
  name: 'upload',
  title: `POST …/binaries with ${MB} MB, one after the other`,
  run: (options) => inFolder((folder) => run(options, folder)),
}

interface Measured {
  cpuMs: number[]
  ms: number[]
  rssBytes: number
}

async function run(options: Options, folder: string): Promise<Row[]> {
  const registry = await options.registry()
  const env = { DATA_DIR: join(folder, 'bare') }
  const gourd = await registry.start('gourd')
  const bare = await startServer(BARE, 'bare', { ...options, env })
  const ours: Measured = { cpuMs: [], ms: [], rssBytes: 0 }
  const theirs: Measured = { cpuMs: [], ms: [], rssBytes: 0 }
  try {
    for (let round = 0; round <= options.rounds; round++) {
      options.progress(round === 0 ? 'warming up' : `round ${round} of ${options.rounds}`)
      const releases: Release[] = []
      while (releases.length < IN_A_ROUND) releases.push(await createRelease(gourd.origin))
      await add(ours, gourd, releases, round > 0)
      await add(
        theirs,
        bare,
        releases.map(() => ({ url: bare.origin, token: '' })),
        round > 0,
      )
    }
    return [
      rowOf(
        'gourd',
        'form, type by content, checksum, storage on disk, two checks of the owner, row and event',
        ours,
        theirs,
      ),
      rowOf('bare', 'plain Fastify + @fastify/multipart: checksum and a flushed file', theirs),
    ]
  } finally {
    await Promise.all([gourd.stop(), bare.stop()])
  }
}

async function add(to: Measured, server: ServerProcess, releases: Release[], counts: boolean): Promise<void> {
  for (const release of releases) {
    const before = await server.usage()
    const started = performance.now()
    await upload(release, 'linux', SIZE)
    const ms = performance.now() - started
    const after = await server.usage()
    if (!counts) continue
    to.ms.push(ms)
    to.cpuMs.push((after.cpuMicros - before.cpuMicros) / 1000)
    to.rssBytes = Math.max(to.rssBytes, after.rssBytes)
  }
}

function rowOf(subject: string, about: string, measured: Measured, peer?: Measured): Row {
  const { cpuMs, ms, rssBytes } = measured
  return {
    subject,
    about,
    figures: {
      'CPU ms': rounded(median(cpuMs), 1),
      '±%': rounded(spread(cpuMs), 1),
      'median ms': rounded(median(ms), 1),
      'MB/s': rounded((MB * 1000) / median(ms)),
      'RSS MB': rounded(rssBytes / 2 ** 20),
      ...(peer && { '× bare': rounded(median(cpuMs) / median(peer.cpuMs), 2) }),
    },
  }
}
