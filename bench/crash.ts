import { parseArgs } from 'node:util'
import { runCrash } from './crash/run.ts'
import { withDatabase } from './lib/database.ts'
import { inFolder } from './lib/folder.ts'
import { createProgress } from './lib/progress.ts'

const USAGE = `npm run crash -- [options]
  --kills N      how many servers are killed (200)
  --changes N    during how many changes (20000)
  --processes N  how many servers run at a time (3)

Kills servers with SIGKILL at random while they make changes, every tenth of which is rolled back, and two subscribers
listen. Fails when a committed change was not delivered, one that was rolled back was, or a duplicate has another
webhook-id.`

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    changes: { type: 'string', default: '20000' },
    processes: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false },
  },
})

let isInterrupted = false
// It stops at its next step, so that servers, database and folders go with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (isInterrupted = true))

if (values.help) console.log(USAGE)
else await main()

async function main(): Promise<void> {
  const startedAt = performance.now()
  const progress = createProgress()
  const { missing, phantoms, renamed, ...figures } = await withDatabase((database) =>
    inFolder((dataDir) =>
      runCrash({
        database,
        dataDir,
        kills: Number(values.kills),
        changes: Number(values.changes),
        processes: Number(values.processes),
        progress: (text) => {
          if (isInterrupted) throw new Error('Interrupted.')
          progress.say(text)
        },
      }),
    ),
  ).finally(progress.clear)
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  console.log({
    ...figures,
    seconds,
    missing: missing.length,
    phantoms: phantoms.length,
    renamed: renamed.length,
  })
  const isGood = missing.length + phantoms.length + renamed.length + figures.forged === 0
  if (!isGood) console.error('Lost or invented:', { missing, phantoms, renamed })
  process.exitCode = isGood ? 0 : 1
}
