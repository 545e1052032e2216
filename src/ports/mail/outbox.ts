import { createHash } from 'node:crypto'
import { access, constants, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Mail, MailError, type MailMessage } from './mail.ts'

const ABANDONED_AFTER_MS = 60_000

/** Mails as `<time>-<id>.eml` files in a folder: to be read by people, not sent. */
export async function createOutbox({ directory, from }: { directory: string; from: string }): Promise<Mail> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  return {
    async send(message) {
      // Loaded with the first mail: it is 10 MB that a server without mails need not hold.
      const { compose } = await import('./compose.ts')
      await write(directory, fileId(message.id), await compose(message, from))
    },
    check: () => access(directory, constants.W_OK),
    close: async () => {},
  }
}

/** Whoever creates the temporary file is the only one who may write this mail. */
async function write(directory: string, id: string, content: Buffer): Promise<void> {
  const temporary = join(directory, `.${id}.tmp`)
  const file = await claim(temporary)
  try {
    const ending = `-${id}.eml`
    if ((await readdir(directory)).some((name) => name.endsWith(ending))) return await rm(temporary)
    await file.writeFile(content)
    await file.sync()
    await rename(temporary, join(directory, timestamp() + ending))
  } catch (error) {
    await rm(temporary, { force: true })
    throw new MailError(`The mail could not be written: ${String(error)}`, { permanent: false, cause: error })
  } finally {
    await file.close()
  }
}

async function claim(temporary: string) {
  try {
    return await open(temporary, 'wx', 0o600)
  } catch (cause) {
    if (await isAbandoned(temporary)) await rm(temporary, { force: true })
    throw new MailError('The mail cannot be written now.', { permanent: false, cause })
  }
}

const isAbandoned = (path: string): Promise<boolean> =>
  stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > ABANDONED_AFTER_MS,
    () => false,
  )

/** `2026-03-06T120000.000Z`: sorts by time and is a file name everywhere. */
const timestamp = (): string => new Date().toISOString().replaceAll(':', '')

const fileId = (id: MailMessage['id']): string =>
  /^\w[\w-]{0,99}$/.test(id) ? id : createHash('sha256').update(id).digest('hex')
