import { once } from 'node:events'
import { fstat, ReadStream, type Stats } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { basename, dirname } from 'node:path'
import { promisify } from 'node:util'
import send, { type SendResult } from '@fastify/send'

const MAX_TRIES = 10
/** Twice the default: less CPU time per download, and still little memory for each of many slow clients. */
const READ_BYTES = 131_072

/**
 * Answers a request for a file, with ranges and conditions. Headers and bytes are of one version of the file: when it
 * was replaced or deleted between the two, it is looked at again.
 */
export async function readFileVersion(request: IncomingMessage, path: string): Promise<SendResult> {
  for (let tries = 1; ; tries += 1) {
    const answer = await send(request, basename(path), {
      root: dirname(path),
      index: false,
      cacheControl: false,
      contentType: false,
      highWaterMark: READ_BYTES,
    })
    if (answer.type !== 'file' || !(answer.stream instanceof ReadStream)) return answer
    if (await isSameFile(answer.stream, answer.metadata.stat)) return answer
    answer.stream.destroy()
    if (tries === MAX_TRIES) throw new Error(`${path} is replaced faster than it can be read.`)
  }
}

async function isSameFile(stream: ReadStream, announced: Stats): Promise<boolean> {
  try {
    const [descriptor] = (await once(stream, 'open')) as [number]
    const opened = await promisify(fstat)(descriptor)
    return (
      opened.ino === announced.ino && opened.mtimeMs === announced.mtimeMs && opened.size === announced.size
    )
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
