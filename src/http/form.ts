import type { Readable } from 'node:stream'
import type { Multipart, MultipartFile, MultipartValue } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { FormLimits, UploadedFile, UploadForm } from '../domains/context.ts'
import { DomainError, invalid } from '../domains/errors.ts'
import { spool } from '../lib/spool.ts'
import { assertReadable, watchBody } from './body-watch.ts'
import { missingFile, refusal } from './form-errors.ts'

const MAX_FIELD_BYTES = 16_384
/** What a form may hold beside its file: boundaries, part headers, fields. */
const MAX_OVERHEAD_BYTES = 1_048_576
/** Fields that nobody asked for are ignored, up to a point. */
const MAX_EXTRA_FIELDS = 20

interface FormOptions {
  spoolDirectory: string
  /** How long the sender may stay silent. */
  idleTimeoutMs?: number
}

/** What was read so far; `stream` is the file that is being written, `failure` why no more is wanted. */
interface Reading {
  fields: Record<string, string>
  file?: UploadedFile
  stream?: Readable
  failure?: Error
}

/** The multipart body of a request, read when the domain asks: after it knows that the caller may. */
export const formOf = (request: FastifyRequest, options: FormOptions): UploadForm => ({
  async read(limits) {
    if (!request.isMultipart()) {
      throw new DomainError('unsupported_media_type', 'Send the body as multipart/form-data.')
    }
    const reading: Reading = { fields: {} }
    try {
      await readWatched(request, reading, limits, options)
      if (!reading.file) throw missingFile(limits)
      return { fields: reading.fields, file: reading.file }
    } catch (error) {
      request.raw.unpipe()
      await reading.file?.spooled.discard()
      throw refusal(error, limits)
    }
  },
})

/** Reads every part, unless the sender has left, falls silent or sends more than there can be. */
async function readWatched(
  request: FastifyRequest,
  reading: Reading,
  limits: FormLimits,
  { spoolDirectory, idleTimeoutMs = 60_000 }: FormOptions,
): Promise<void> {
  const maxBytes = limits.maxBytes + MAX_OVERHEAD_BYTES
  assertReadable(request.raw, maxBytes)
  const { promise: interrupted, reject } = Promise.withResolvers<never>()
  const stopWatching = watchBody(request.raw, { maxBytes, idleTimeoutMs }, (failure) => {
    reading.failure = failure
    // A file that is being written has to fail by itself: whoever writes it removes it.
    if (reading.stream) reading.stream.destroy(failure)
    else reject(failure)
  })
  await Promise.race([interrupted, readParts(request, reading, limits, spoolDirectory)]).finally(stopWatching)
}

async function readParts(
  request: FastifyRequest,
  reading: Reading,
  limits: FormLimits,
  directory: string,
): Promise<void> {
  for await (const part of partsOf(request, limits)) {
    if (reading.failure) throw reading.failure
    if (part.type === 'field') takeField(part as MultipartValue, reading, limits)
    else await takeFile(part, reading, limits, directory)
  }
}

const partsOf = (request: FastifyRequest, { fields }: FormLimits): AsyncIterable<Multipart> =>
  request.parts({
    limits: {
      fields: fields.length + MAX_EXTRA_FIELDS,
      files: 2,
      parts: fields.length + MAX_EXTRA_FIELDS + 2,
      headerPairs: 20,
      fieldSize: MAX_FIELD_BYTES,
      // The spool enforces the limit of the file.
      fileSize: Number.POSITIVE_INFINITY,
    },
    // The file's own name is checked by the domain: the parser must not shorten it to its last segment.
    preservePath: true,
  })

function takeField(part: MultipartValue, { fields }: Reading, limits: FormLimits): void {
  const { fieldname: name, value, valueTruncated } = part
  if (!limits.fields.includes(name)) return
  if (Object.hasOwn(fields, name)) throw invalid({ path: name, message: 'is sent twice; send it once' })
  if (valueTruncated) throw invalid({ path: name, message: `is longer than ${MAX_FIELD_BYTES} bytes` })
  fields[name] = String(value)
}

async function takeFile(
  part: MultipartFile,
  reading: Reading,
  limits: FormLimits,
  directory: string,
): Promise<void> {
  const { fieldname = '', filename = '', mimetype, encoding, file } = part
  if (fieldname !== limits.file || reading.file) {
    throw invalid({ path: fieldname, message: `is not expected; send one file, named ${limits.file}` })
  }
  if (!/^(binary|7bit|8bit)$/.test(encoding)) {
    throw invalid({
      path: fieldname,
      message: 'must not have a transfer encoding; send its bytes as they are',
    })
  }
  reading.stream = file
  const spooled = await spool(file, { directory, maxBytes: limits.maxBytes })
  reading.stream = undefined
  reading.file = { fileName: filename, declaredType: mimetype, spooled }
  if (reading.failure) throw reading.failure
}
