import { inFolder } from './lib/folder.ts'
import { NPM_START, startGourd } from './lib/gourd-process.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import { median, rounded, spread } from './lib/statistics.ts'

const MOST_MS = 5_000

export const start: Scenario = {
  name: 'start',
  title: 'from `npm start` to the first healthy answer',
  run: (options) => inFolder((folder) => run(folder, options)),
}

async function run(dataDir: string, { rounds, progress }: Options): Promise<Row[]> {
  progress('the first start')
  const first = await startMs(dataDir)
  const later: number[] = []
  while (later.length < rounds) {
    progress(`start ${later.length + 1} of ${rounds}`)
    later.push(await startMs(dataDir))
  }
  const typical = rounded(median(later))
  return [
    {
      subject: 'first start',
      about: 'installed, DATA_DIR empty: creates and migrates the database, for information',
      figures: { ms: rounded(first) },
    },
    {
      subject: 'start',
      about: 'installed and migrated, the embedded database started too',
      figures: { ms: typical, '±%': rounded(spread(later), 1), 'slowest ms': rounded(Math.max(...later)) },
      checks: [{ what: 'start: ms until healthy', value: typical, atMost: MOST_MS }],
    },
  ]
}

async function startMs(dataDir: string): Promise<number> {
  const server = await startGourd(NPM_START, dataDir)
  await server.stop()
  return server.startMs
}
