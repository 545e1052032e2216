import { setTimeout as sleep } from 'node:timers/promises'
import { inFolder } from './lib/folder.ts'
import { type GourdProcess, SERVER, startGourd } from './lib/gourd-process.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import { rounded } from './lib/statistics.ts'
import { createRelease, type Release, upload } from './lib/uploads.ts'

const SIZE = 100 * 1024 * 1024
const QUIET_MS = 5_000
const MOST_IDLE_MB = 180
const MOST_ADDED_MB = 40

export const memory: Scenario = {
  name: 'memory',
  title: 'resident memory of the server process, idle and during uploads of 100 MB (Linux)',
  run: (options) => (process.platform === 'linux' ? inFolder((folder) => run(folder, options)) : notHere()),
}

const notHere = async (): Promise<Row[]> => [
  {
    subject: 'skipped',
    about: 'resident memory is read from /proc, which this system does not have',
    figures: {},
  },
]

async function run(dataDir: string, { progress }: Options): Promise<Row[]> {
  progress('starting the server')
  const server = await startGourd(SERVER, dataDir)
  try {
    await sleep(QUIET_MS)
    const rows = [idleRow(await server.residentMb())]
    const [first, later, last] = [
      await createRelease(server.origin),
      await createRelease(server.origin),
      await createRelease(server.origin),
    ]
    progress('uploading')
    const one = (release: Release) => () => upload(release, 'linux', SIZE)
    rows.push(await uploadRow(server, 'first upload', 'the first after the start', one(first)))
    rows.push(await uploadRow(server, 'second upload', 'another right after it', one(later)))
    const three = await uploadRow(server, 'three at once', 'for information', () =>
      Promise.all(['linux', 'macos', 'windows'].map((platform) => upload(last, platform, SIZE))),
    )
    return [...rows, { ...three, checks: [] }]
  } finally {
    await server.stop()
  }
}

const idleRow = (idleMb: number): Row => ({
  subject: 'idle',
  about: `${QUIET_MS / 1000} s after the start, the empty database migrated`,
  figures: { 'RSS MB': rounded(idleMb) },
  checks: [{ what: 'idle: MB resident', value: rounded(idleMb), atMost: MOST_IDLE_MB }],
})

/** How far the resident memory rose above where it stood before, while `work` ran. */
async function uploadRow(
  server: GourdProcess,
  subject: string,
  about: string,
  work: () => Promise<unknown>,
): Promise<Row> {
  await sleep(1_000)
  const before = await server.residentMb()
  let peak = before
  const sampling = setInterval(async () => {
    peak = Math.max(peak, await server.residentMb())
  }, 10)
  const started = performance.now()
  await work().finally(() => clearInterval(sampling))
  const seconds = (performance.now() - started) / 1000
  const added = rounded(peak - before, 1)
  return {
    subject,
    about,
    figures: { 'RSS MB': rounded(peak), 'added MB': added, seconds: rounded(seconds, 1) },
    checks: [{ what: `${subject} of 100 MB: MB added`, value: added, atMost: MOST_ADDED_MB }],
  }
}
