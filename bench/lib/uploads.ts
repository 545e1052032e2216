import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import { post, publishPlugin } from './people.ts'

/** Where somebody may upload binaries: a version of a new plugin of a new author. */
export interface Release {
  url: string
  token: string
}

export async function createRelease(origin: string): Promise<Release> {
  const { slug, token } = await publishPlugin(origin)
  const versions = `/plugins/${slug}/versions`
  await post(origin, versions, { version: '1.0.0' }, token)
  return { url: `${origin}/api/v1${versions}/1.0.0/binaries`, token }
}

/** Uploads so many bytes as fast as the server takes them. */
export async function upload({ url, token }: Release, platform: string, size: number): Promise<void> {
  const field = `--b\r\nContent-Disposition: form-data; name="platform"\r\n\r\n${platform}\r\n`
  const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="large.bin"\r\n'
  const start = Buffer.from(`${field}${head}Content-Type: application/octet-stream\r\n\r\n`)
  const end = Buffer.from('\r\n--b--\r\n')
  const call = request(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': start.length + size + end.length,
    },
  })
  const answered = once(call, 'response')
  call.write(start)
  const chunk = randomBytes(1 << 16)
  for (let left = size; left > 0; left -= chunk.length) {
    if (!call.write(chunk.subarray(0, left))) await once(call, 'drain')
  }
  call.end(end)
  const [answer] = await answered
  answer.resume()
  if (answer.statusCode !== 201) throw new Error(`The upload was answered ${answer.statusCode}.`)
}
