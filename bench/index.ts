import { writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { createProgress } from './lib/progress.ts'
import { holds, type Row, type Scenario } from './lib/scenario.ts'
import { tableOf } from './lib/table.ts'
import { scenarios } from './scenarios.ts'

const BUSY = 1.5

const USAGE = `npm run bench -- [names] [options]
  --rounds N      interleaved rounds of each scenario (5)
  --seconds N     load on each subject in each round (3)
  --json FILE     also write all figures there
  --profile DIR   leave a CPU profile of each server process there

${scenarios.map(({ name, title }) => `  ${name.padEnd(14)}  ${title}`).join('\n')}`

let isInterrupted = false
// Scenarios stop at their next step, so that servers, databases and folders go with them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (isInterrupted = true))

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      json: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(USAGE)
  const chosen = positionals.length === 0 ? scenarios : positionals.map(scenarioOf)
  const machine = describeMachine()
  console.log(machine.text)
  const results: { name: string; title: string; rows: Row[] }[] = []
  for (const { name, title, run } of chosen) {
    const progress = createProgress()
    console.log(`\n${name}: ${title}\n`)
    const rows = await run({
      rounds: atLeastOne(values.rounds),
      seconds: atLeastOne(values.seconds),
      profiles: values.profile,
      progress: (text) => {
        if (isInterrupted) throw new Error('Interrupted.')
        progress.say(`${name}: ${text}`)
      },
    }).finally(progress.clear)
    console.log(tableOf(rows))
    results.push({ name, title, rows })
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify({ machine, results }, null, 2)}\n`)
  if (results.some(({ rows }) => rows.some(({ checks }) => checks?.some((check) => !holds(check))))) {
    process.exitCode = 1
  }
}

function scenarioOf(name: string): Scenario {
  const scenario = scenarios.find((each) => each.name === name)
  if (scenario) return scenario
  throw new Error(`There is no scenario "${name}".\n\n${USAGE}`)
}

function atLeastOne(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1) return value
  throw new Error(`"${text}" is not a whole number from 1.`)
}

/** Where the figures come from, and whether something else was running there. */
function describeMachine() {
  const [load = 0] = loadavg()
  const text = `Node ${process.versions.node}, ${availableParallelism()} cores, load ${load.toFixed(2)} before the start`
  const isBusy = load > BUSY
  return { text: isBusy ? `${text}: BUSY, take the figures for a trial` : text, load, isBusy }
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exit(1)
})
