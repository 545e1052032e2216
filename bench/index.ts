import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { busyShare, countStolen, describeMachine, isBusy, workMs } from './lib/machine.ts'
import { markdownOf } from './lib/markdown.ts'
import { createProgress } from './lib/progress.ts'
import { once, openRegistry } from './lib/registry.ts'
import type { Result, Run } from './lib/run.ts'
import { holds, type Options, type Scenario } from './lib/scenario.ts'
import { tableOf } from './lib/table.ts'
import { scenarios } from './scenarios.ts'

const USAGE = `npm run bench -- [names] [options]
  --rounds N      interleaved rounds of each scenario (3)
  --seconds N     load on each subject in each round (3)
  --plugins N     in the registry that the scenarios share (50000)
  --versions N    of all its plugins (200000)
  --listings N    in its marketplace (100000)
  --json FILE     also write all figures there
  --markdown FILE also write the tables there
  --profile DIR   leave a CPU profile of each server process there

${scenarios.map(({ name, title }) => `  ${name.padEnd(16)}  ${title}`).join('\n')}`

let isInterrupted = false
// Scenarios stop at their next step, so that servers, databases and folders go with them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (isInterrupted = true))

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '3' },
      plugins: { type: 'string', default: '50000' },
      versions: { type: 'string', default: '200000' },
      listings: { type: 'string', default: '100000' },
      json: { type: 'string' },
      markdown: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(USAGE)
  const chosen = positionals.length === 0 ? scenarios : positionals.map(scenarioOf)
  const given = {
    rounds: atLeastOne(values.rounds),
    seconds: atLeastOne(values.seconds),
    profiles: values.profile,
    size: {
      plugins: atLeastOne(values.plugins),
      versions: atLeastOne(values.versions),
      listings: atLeastOne(values.listings),
    },
  }
  const machine = describeMachine()
  console.log(`${machine}\n${JSON.stringify(given.size)}, ${given.rounds} rounds of ${given.seconds} s`)
  // After each scenario: a long run that is interrupted has not been for nothing.
  const save = async (results: Result[]) => {
    const run: Run = { machine, ...given, results }
    if (values.json) await writeFile(values.json, `${JSON.stringify(run, null, 2)}\n`)
    if (values.markdown) await writeFile(values.markdown, markdownOf(run))
  }
  const results = await runAll(chosen, given, save)
  const isGood = ({ error, rows }: Result) =>
    !error && rows.every(({ checks = [] }) => checks.every((check) => holds(check)))
  if (!results.every(isGood)) process.exitCode = 1
}

async function runAll(
  chosen: readonly Scenario[],
  given: Omit<Options, 'progress' | 'registry'>,
  save: (results: Result[]) => Promise<void>,
): Promise<Result[]> {
  const progress = createProgress()
  const say = (text: string) => {
    if (isInterrupted) throw new Error('Interrupted.')
    progress.say(text)
  }
  const registry = once(() => openRegistry(given.size, { ...given, progress: say }))
  let isOpen = false
  const options = {
    ...given,
    registry: () => {
      isOpen = true
      return registry()
    },
  }
  try {
    const results: Result[] = []
    for (const scenario of chosen) {
      results.push(
        await runOne(scenario, { ...options, progress: (text) => say(`${scenario.name}: ${text}`) }),
      )
      progress.clear()
      console.log(textOf(results.at(-1) as Result))
      await save(results)
    }
    return results
  } finally {
    progress.clear()
    if (isOpen)
      await registry().then(
        (opened) => opened.close(),
        () => {},
      )
  }
}

async function runOne({ name, title, run }: Scenario, options: Options): Promise<Result> {
  const before = { busyPercent: await busyShare(), workMs: workMs() }
  const stolen = countStolen()
  const started = performance.now()
  const found = await run(options).then(
    (rows) => ({ rows }),
    (error: Error) => ({ rows: [], error: error.message }),
  )
  if (isInterrupted) throw new Error('Interrupted.')
  const seconds = Math.round((performance.now() - started) / 1000)
  return { name, title, ...before, seconds, stolenPercent: stolen(), ...found }
}

const textOf = (result: Result): string => {
  const { name, title, busyPercent, stolenPercent = 0, workMs, seconds, rows, error } = result
  const taken = Math.max(busyPercent, stolenPercent)
  const warning = isBusy(taken)
    ? `  BUSY: ${taken} % was taken by others, take the figures for a trial\n`
    : ''
  return `\n${name}: ${title} (${seconds} s; the measure of work took ${workMs} ms)\n${warning}\n${error ?? tableOf(rows)}`
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

main().catch((error: Error) => {
  console.error(error.message)
  process.exit(1)
})
