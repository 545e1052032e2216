import { createHash } from 'node:crypto'
import { addAbortSignal, type Readable } from 'node:stream'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { disposition, inertType } from './attachment.ts'
import { assertObjectKey } from './object-key.ts'
import { upload } from './s3-upload.ts'
import type { LinkOptions, Storage, StoredFile } from './storage.ts'

export interface S3Config {
  kind: 's3'
  /** Where this server reaches the store. */
  endpoint: string
  /** Where clients reach it: links are signed for this address. */
  publicUrl: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  region: string
  forcePathStyle: boolean
}

const MAX_KEY_BYTES = 1024
const quiet = () => {}

/** Objects in any S3-compatible store. */
export class S3Storage implements Storage {
  readonly #client: S3Client
  readonly #linkClient: S3Client
  readonly #bucket: string
  #bucketIsThere: Promise<void> | undefined

  constructor(config: S3Config) {
    this.#client = connect(config, config.endpoint)
    this.#linkClient = connect(config, config.publicUrl)
    this.#bucket = config.bucket
  }

  async put(key: string, file: StoredFile): Promise<void> {
    const target = { Bucket: this.#bucket, Key: objectName(key) }
    this.#bucketIsThere ??= this.check()
    await this.#bucketIsThere
    await upload(this.#client, target, file)
  }

  async delete(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: objectName(key) }))
  }

  async exists(key: string): Promise<boolean> {
    const command = new HeadObjectCommand({ Bucket: this.#bucket, Key: objectName(key) })
    return this.#client.send(command).then(() => true, absentIfMissing)
  }

  async read(key: string, { signal }: { signal?: AbortSignal } = {}): Promise<Readable | undefined> {
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: objectName(key) })
    const answer = await this.#client.send(command, { abortSignal: signal }).catch(absentIfMissing)
    if (!answer) return undefined
    const stream = answer.Body as Readable
    return signal ? addAbortSignal(signal, stream) : stream
  }

  async link(key: string, options: LinkOptions): Promise<string> {
    const command = new GetObjectCommand({
      Bucket: this.#bucket,
      Key: objectName(key),
      ResponseContentDisposition: disposition(options),
      ResponseContentType: inertType(options.contentType),
      ResponseCacheControl: 'private, no-transform',
    })
    return getSignedUrl(this.#linkClient, command, { expiresIn: options.expiresInSeconds })
  }

  /** Also makes the bucket when it is missing, so that a new or emptied store heals by itself. */
  async check(): Promise<void> {
    this.#bucketIsThere = this.#ensureBucket()
    this.#bucketIsThere.catch(() => {
      this.#bucketIsThere = undefined
    })
    await this.#bucketIsThere
  }

  async close(): Promise<void> {
    this.#client.destroy()
    this.#linkClient.destroy()
  }

  async #ensureBucket(): Promise<void> {
    const bucket = { Bucket: this.#bucket }
    const isThere = await this.#client.send(new HeadBucketCommand(bucket)).then(() => true, absentIfMissing)
    if (isThere) return
    await this.#client.send(new CreateBucketCommand(bucket)).catch((error) => {
      // Another instance was quicker.
      if (error.name !== 'BucketAlreadyOwnedByYou') throw error
    })
  }
}

function connect(config: S3Config, endpoint: string): S3Client {
  return new S3Client({
    endpoint,
    region: config.region,
    forcePathStyle: config.forcePathStyle,
    credentials: { accessKeyId: config.accessKeyId, secretAccessKey: config.secretAccessKey },
    // The newer checksum trailers make streamed bodies chunked, which many stores refuse with 411.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 30_000 },
    // What fails is thrown; the SDK would print it as well.
    logger: { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet },
  })
}

/** Keys can be longer than S3 allows (four bytes per character): those are stored under their hash. */
function objectName(key: string): string {
  assertObjectKey(key)
  if (Buffer.byteLength(key) <= MAX_KEY_BYTES) return key
  return `long-names/${createHash('sha256').update(key).digest('hex')}`
}

function absentIfMissing(error: unknown): false {
  if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return false
  throw error
}
