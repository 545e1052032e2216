import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { type Account, runAs } from './embedded-account.ts'
import type { Binaries } from './embedded-binaries.ts'
import { type Cluster, USER } from './embedded-cluster.ts'

export const makePassword = () => randomBytes(24).toString('base64url')

export function savePassword({ passwordFile }: Cluster, password: string): void {
  const draft = `${passwordFile}.new`
  writeFileSync(draft, password, { mode: 0o600, flush: true })
  renameSync(draft, passwordFile)
}

export function readPassword({ passwordFile }: Cluster): string {
  if (existsSync(passwordFile)) return readFileSync(passwordFile, 'utf8').trim()
  throw new Error(
    `The password of the running embedded PostgreSQL is missing: ${passwordFile}. ` +
      'Stop that server ("kill -INT" and the first number in postgres/postmaster.pid) and start again: a new one is made.',
  )
}

/** Sets a new password when the file is lost, from a partial backup for example. The server must not run. */
export async function ensurePassword(cluster: Cluster, binaries: Binaries, account: Account): Promise<void> {
  if (existsSync(cluster.passwordFile)) return
  const password = makePassword()
  const sql = `alter role ${USER} password '${password}';\n`
  await runAs(account, binaries.postgres, ['--single', '-D', cluster.dir, 'postgres'], sql)
  savePassword(cluster, password)
}
