import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'

/** Where somebody may upload binaries: a version of a new plugin of a new author. */
export interface Release {
  url: string
  cookie: string
}

export async function createRelease(origin: string): Promise<Release> {
  const name = `bench-${randomBytes(4).toString('hex')}`
  const account = { username: name, email: `${name}@example.com`, password: randomBytes(12).toString('hex') }
  const signedUp = await post(`${origin}/api/v1/auth/register`, account)
  const cookie = signedUp.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  const plugin = await post(`${origin}/api/v1/plugins`, { name, short_description: 'Large' }, cookie)
  const { slug } = (await plugin.json()) as { slug: string }
  const versions = `${origin}/api/v1/plugins/${slug}/versions`
  await post(versions, { version: '1.0.0' }, cookie)
  return { url: `${versions}/1.0.0/binaries`, cookie }
}

async function post(url: string, body: unknown, cookie = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', cookie }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
  return answer
}

/** Uploads so many bytes as fast as the server takes them. */
export async function upload({ url, cookie }: Release, platform: string, size: number): Promise<void> {
  const field = `--b\r\nContent-Disposition: form-data; name="platform"\r\n\r\n${platform}\r\n`
  const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="large.bin"\r\n'
  const start = Buffer.from(`${field}${head}Content-Type: application/octet-stream\r\n\r\n`)
  const end = Buffer.from('\r\n--b--\r\n')
  const call = request(url, {
    method: 'POST',
    headers: {
      cookie,
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
