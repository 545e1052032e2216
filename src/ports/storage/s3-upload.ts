import { createReadStream } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { inertType } from './attachment.ts'
import type { StoredFile } from './storage.ts'

const ATTEMPTS = 3

class LocalFileError extends Error {
  constructor(path: string, cause: Error) {
    super(`${path} cannot be read (${cause.message}). Upload it again.`, { cause })
  }
}

/** Streams a file to S3. The SDK does not repeat streams, so each attempt here opens the file again. */
export async function upload(
  client: S3Client,
  target: { Bucket: string; Key: string },
  file: StoredFile,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await uploadOnce(client, target, file)
    } catch (error) {
      if (attempt === ATTEMPTS || !mayPass(error)) throw error
      await pause(200 * 2 ** attempt)
    }
  }
}

async function uploadOnce(
  client: S3Client,
  target: { Bucket: string; Key: string },
  file: StoredFile,
): Promise<void> {
  const body = createReadStream(file.path)
  const failure = new AbortController()
  // The SDK does not listen for this: a file that cannot be read would leave it waiting and end the process.
  body.on('error', (error) => failure.abort(new LocalFileError(file.path, error)))
  const command = new PutObjectCommand({
    ...target,
    Body: body,
    ContentLength: file.size,
    ContentType: inertType(file.contentType),
  })
  announceChecksum(command, file.sha256)
  try {
    await client.send(command, { abortSignal: failure.signal })
  } catch (error) {
    throw failure.signal.aborted ? failure.signal.reason : error
  } finally {
    body.destroy()
  }
}

/** Signs the payload's hash: the store refuses bytes that are not those which were checked. */
function announceChecksum(command: PutObjectCommand, sha256: string): void {
  command.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { headers: Record<string, string> }
      request.headers['x-amz-content-sha256'] = sha256
      return next(args)
    },
    { step: 'build', name: 'announceChecksum' },
  )
}

/** An answer below 500 is the store's decision, and a local file that fails stays so; the network may come back. */
function mayPass(error: unknown): boolean {
  if (error instanceof LocalFileError) return false
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
  return status === undefined || status >= 500 || status === 429
}
