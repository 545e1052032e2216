import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FOLDERS = ['routers', 'src']

let mark: string | undefined

/** Names the code of this server: another with every change to it, the same on every server that runs it. */
export function buildMark(): string {
  mark ??= read()
  return mark
}

/** At once: several hundred small files take a multiple of the time when each is waited for. */
function read(): string {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  )
  const hash = createHash('sha256')
  for (const file of ['package.json', ...files.sort()])
    hash.update(readFileSync(join(ROOT, file))).update('\0')
  return hash.digest('base64')
}
