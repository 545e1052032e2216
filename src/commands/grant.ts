import { isRole, ROLES } from '../auth/roles.ts'
import { type Config, createConfig } from '../config/config.ts'
import { ConfigError, readEnv } from '../config/env.ts'
import { openDatabase } from '../database/open.ts'
import { connect } from '../database/orm.ts'
import { system } from '../domains/audit/index.ts'
import { DomainError } from '../domains/errors.ts'
import { type Grant, type GrantedRole, grantRole } from '../domains/identity/index.ts'
import { systemClock } from '../lib/clock.ts'

/** How the command was called is the mistake, not what it found: exit status 2 instead of 1. */
class Misuse extends Error {}

const USAGE = `Usage: npm run grant -- <username> <role>
Roles: ${ROLES.join(', ')}`

async function main(args: string[]): Promise<void> {
  const grant = readArguments(args)
  const granted = await changeRole(createConfig(readEnv(process.env)), grant)
  process.stdout.write(`${report(granted)}\n`)
}

function readArguments([username, role, ...rest]: string[]): Grant {
  if (!username || !role || rest.length > 0) throw new Misuse(USAGE)
  if (!isRole(role)) throw new Misuse(`There is no role "${role}".\n${USAGE}`)
  return { username, role }
}

async function changeRole(config: Config, grant: Grant): Promise<GrantedRole> {
  const database = await openDatabase(config, (message) => process.stderr.write(`${message}\n`))
  try {
    const orm = await connect({ url: database.url, poolSize: 1 })
    try {
      return await grantRole({ app: { orm, clock: systemClock }, actor: system }, grant)
    } finally {
      await orm.close()
    }
  } finally {
    await database.close()
  }
}

const report = ({ username, oldRole, newRole }: GrantedRole): string =>
  oldRole === newRole
    ? `${username} has the role ${newRole} already.`
    : `${username} now has the role ${newRole} (before: ${oldRole}). It holds from their next request on.`

main(process.argv.slice(2)).catch((error) => {
  const isExpected = error instanceof Misuse || error instanceof ConfigError || error instanceof DomainError
  process.stderr.write(`${isExpected ? error.message : error.stack}\n`)
  process.exitCode = error instanceof Misuse ? 2 : 1
})
