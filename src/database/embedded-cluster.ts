import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Account, runAs } from './embedded-account.ts'
import type { Binaries } from './embedded-binaries.ts'
import { makePassword, savePassword } from './embedded-password.ts'

/** The superuser of the cluster, and the only account in it. */
export const USER = 'app'

const MAJOR = '18'
const HALF_MADE = 'postgres.init-'

/** Where everything of one embedded server is kept. */
export interface Cluster {
  home: string
  dir: string
  passwordFile: string
  logFile: string
  lockFile: string
}

export function clusterIn(home: string): Cluster {
  return {
    home,
    dir: join(home, 'postgres'),
    passwordFile: join(home, 'postgres.password'),
    logFile: join(home, 'postgres.log'),
    lockFile: join(home, 'postgres.lock'),
  }
}

/** Makes the cluster when there is none, and refuses a folder that this version cannot open. */
export async function ensureCluster(
  cluster: Cluster,
  binaries: Binaries,
  account: Account,
  progress: (message: string) => void,
): Promise<void> {
  removeHalfMade(cluster)
  const versionFile = join(cluster.dir, 'PG_VERSION')
  if (existsSync(versionFile)) {
    requireVersion(cluster, readFileSync(versionFile, 'utf8').trim())
    // A copy that came back from a backup may be open to others, which PostgreSQL does not accept.
    if (statSync(cluster.dir).mode & 0o077) chmodSync(cluster.dir, 0o700)
    return
  }
  if (existsSync(cluster.dir) && readdirSync(cluster.dir).length > 0) {
    throw new Error(
      `${cluster.dir} is not a PostgreSQL data folder, and not empty. Move it away and start again.`,
    )
  }
  progress('Creating the embedded database (first start only).')
  await initialise(cluster, binaries, account)
}

function requireVersion(cluster: Cluster, version: string): void {
  if (version === MAJOR) return
  throw new Error(
    `${cluster.dir} belongs to PostgreSQL ${version}, and this server brings PostgreSQL ${MAJOR}. ` +
      `Dump it with PostgreSQL ${version} (pg_dump), move the folder away, start once, and restore the dump; ` +
      'or run it in a PostgreSQL of your own and set DATABASE_URL.',
  )
}

/** Works in a folder of its own and renames it at the end: a half-made cluster is never mistaken for a real one. */
async function initialise(cluster: Cluster, binaries: Binaries, account: Account): Promise<void> {
  const workshop = mkdtempSync(join(cluster.home, HALF_MADE))
  try {
    const password = makePassword()
    const made = join(workshop, 'cluster')
    const passwordFile = join(workshop, 'password')
    mkdirSync(made, { mode: 0o700 })
    writeFileSync(passwordFile, password, { mode: 0o600 })
    if (account.uid !== undefined && account.gid !== undefined) {
      for (const path of [workshop, made, passwordFile]) chownSync(path, account.uid, account.gid)
    }
    await runAs(account, binaries.initdb, initdbArguments(made, passwordFile))
    // The password first: a password without a cluster is replaced, a cluster without a password is lost.
    savePassword(cluster, password)
    if (existsSync(cluster.dir)) rmdirSync(cluster.dir)
    renameSync(made, cluster.dir)
    syncFolder(cluster.home)
  } finally {
    rmSync(workshop, { recursive: true, force: true, maxRetries: 3 })
  }
}

function initdbArguments(dir: string, passwordFile: string): string[] {
  const sync = process.platform === 'linux' ? ['--sync-method=syncfs'] : []
  return [
    ...['-D', dir, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...['--no-instructions', ...sync],
  ]
}

/** What an interrupted start left. Its `initdb` may still be writing: what resists now goes at the next start. */
function removeHalfMade(cluster: Cluster): void {
  for (const name of readdirSync(cluster.home)) {
    if (!name.startsWith(HALF_MADE)) continue
    try {
      rmSync(join(cluster.home, name), { recursive: true, force: true, maxRetries: 3 })
    } catch {}
  }
}

/** Makes the rename survive a power cut. Windows cannot open folders, and does not need it. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  fsyncSync(folder)
  closeSync(folder)
}
