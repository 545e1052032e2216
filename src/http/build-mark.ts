import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FOLDERS = ['routers', 'src']

let mark: Promise<string> | undefined

/** Names the code of this server: another with every change to it, the same on every server that runs it. */
export function buildMark(): Promise<string> {
  mark ??= read()
  return mark
}

async function read(): Promise<string> {
  const lists = FOLDERS.map(async (folder) =>
    (await readdir(join(ROOT, folder), { recursive: true }))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  )
  const files = ['package.json', ...(await Promise.all(lists)).flat().sort()]
  const texts = await Promise.all(files.map((file) => readFile(join(ROOT, file), 'utf8')))
  const hash = createHash('sha256')
  for (const text of texts) hash.update(text).update('\0')
  return hash.digest('base64')
}
