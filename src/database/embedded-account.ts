import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, lchownSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Cluster } from './embedded-cluster.ts'

const execute = promisify(execFile)

/** As whom PostgreSQL runs. It refuses to run as root, so root has to become somebody else. */
export interface Account {
  /** A command that runs the rest of its arguments. */
  prefix: string[]
  uid?: number
  gid?: number
}

const OURSELVES: Account = { prefix: [] }
/** "nobody" inside, root's files outside: needs no account, and works under folders that only root may enter. */
const NAMESPACE: Account = { prefix: ['unshare', '--user', '--map-user=65534', '--map-group=65534'] }

export async function accountFor(cluster: Cluster): Promise<Account> {
  if (process.getuid?.() !== 0) return OURSELVES
  const owner = existsSync(cluster.dir) ? statSync(cluster.dir) : undefined
  if (owner && owner.uid !== 0) return { prefix: [], uid: owner.uid, gid: owner.gid }
  if (await canUnshare()) return NAMESPACE
  const account = (await findAccount('postgres')) ?? (await findAccount('nobody'))
  if (!account) {
    throw new Error(
      'PostgreSQL does not run as root, and neither user namespaces nor an account "postgres" or "nobody" are here. ' +
        'Start the server as another user, or set DATABASE_URL to a PostgreSQL of your own.',
    )
  }
  if (owner) giveAway(cluster.dir, account.uid, account.gid)
  letEnter(cluster.home, account.gid)
  return { prefix: [], ...account }
}

/** Spawns a program as this account, with nothing of our environment that could change what it does. */
export function spawnAs(
  account: Account,
  program: string,
  args: string[],
  options: SpawnOptions,
): ChildProcess {
  const [command = program, ...rest] = [...account.prefix, program, ...args]
  const { PATH, SystemRoot, TEMP } = process.env
  const env = { PATH, SystemRoot, TEMP, LC_ALL: 'C', TZ: 'UTC' }
  const identity = account.uid === undefined ? {} : { uid: account.uid, gid: account.gid }
  return spawn(command, rest, { cwd: '/', env, windowsHide: true, ...identity, ...options })
}

/** Runs a program to its end; its last words are the error when it fails. */
export function runAs(account: Account, program: string, args: string[], input = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawnAs(account, program, args, { stdio: ['pipe', 'ignore', 'pipe'] })
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
    let words = ''
    child.stderr?.on('data', (chunk) => {
      words = (words + chunk).slice(-2000)
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`${program} failed (${signal ?? code}): ${words.trim()}`))
    })
  })
}

async function canUnshare(): Promise<boolean> {
  const [command = '', ...args] = [...NAMESPACE.prefix, 'true']
  return execute(command, args).then(
    () => true,
    () => false,
  )
}

async function findAccount(name: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => execute('id', [flag, name])))
    return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) }
  } catch {
    return undefined
  }
}

/** PostgreSQL has to pass through the folder, not to read in it. */
function letEnter(home: string, gid: number): void {
  const { uid, mode } = statSync(home)
  if (mode & 0o001) return
  chownSync(home, uid, gid)
  chmodSync(home, (mode & 0o777) | 0o010)
}

function giveAway(dir: string, uid: number, gid: number): void {
  lchownSync(dir, uid, gid)
  for (const entry of readdirSync(dir, { recursive: true })) lchownSync(join(dir, String(entry)), uid, gid)
}
