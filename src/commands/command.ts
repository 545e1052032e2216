import type { MikroORM } from '@mikro-orm/postgresql'
import { createConfig } from '../config/config.ts'
import { ConfigError, readEnv } from '../config/env.ts'
import { openDatabase } from '../database/open.ts'
import { connect } from '../database/orm.ts'

/** A command that was called in a way it cannot do: the message says how to call it. */
export class UsageError extends Error {}

export interface CommandInput {
  orm: MikroORM
  args: string[]
}

/**
 * Runs a command on the configured database, shared with a server that is running, and prints what `work`
 * answers. Ends the process with status 1 and a sentence when it cannot.
 */
export async function runCommand(work: (input: CommandInput) => Promise<string>): Promise<void> {
  const say = (message: string): void => void process.stderr.write(`${message}\n`)
  try {
    const config = createConfig(readEnv(process.env))
    const database = await openDatabase(config, say)
    const orm = await connect({ url: database.url, poolSize: 2 })
    const answer = await work({ orm, args: process.argv.slice(2) }).finally(async () => {
      await orm.close()
      await database.close()
    })
    process.stdout.write(`${answer}\n`)
  } catch (error) {
    const isExpected = error instanceof UsageError || error instanceof ConfigError
    say(isExpected ? error.message : String((error as Error).stack ?? error))
    process.exitCode = 1
  }
}
