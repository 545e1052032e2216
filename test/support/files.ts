import type { TestApp } from './app.ts'
import type { Answer, Call, CallOptions } from './caller.ts'
import { IMAGES } from './images.ts'

export interface FileUpload {
  bytes?: Uint8Array | string
  fileName?: string
  type?: string
  area?: string
  fileFirst?: boolean
}

export function fileForm({ bytes = IMAGES['image/png'], fileName, type, area, fileFirst }: FileUpload = {}) {
  const form = new FormData()
  const file = new File([Buffer.from(bytes as string)], fileName ?? 'tavern.png', {
    type: type ?? 'image/png',
  })
  if (fileFirst) form.append('file', file)
  form.append('area_slug', area ?? 'screenshots')
  if (!fileFirst) form.append('file', file)
  return form
}

/** Uploads a file: a PNG, unless said otherwise. */
export const sendFile = (call: Call, as: CallOptions, what?: FileUpload): Promise<Answer> =>
  call('POST /files', { ...as, body: fileForm(what) })

/** As `sendFile`, for what has to go well. Resolves with the id. */
export async function newFile(call: Call, as: CallOptions, what?: FileUpload): Promise<string> {
  const { status, body } = await sendFile(call, as, what)
  if (status !== 202) throw new Error(`not uploaded: ${status} ${JSON.stringify(body)}`)
  return body.id
}

/** As `newFile`, with its scan. */
export async function approvedFile(
  call: Call,
  app: { readonly current: TestApp },
  as: CallOptions,
  what?: FileUpload,
): Promise<string> {
  const id = await newFile(call, as, what)
  await app.current.services.jobs.runPending()
  return id
}
