import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const SIZE = 100 * 1024 * 1024
const PLATFORMS = ['linux', 'macos', 'windows']
const MOST_ADDED_MB = 40

/** How much memory the server takes on for uploads of 100 MB, against the 40 MB it may (Linux). */
async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gourd-upload-'))
  const port = randomInt(20_000, 60_000)
  const server = spawn(process.execPath, ['src/main.ts'], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'inherit', 'ignore'],
  })
  try {
    const origin = `http://127.0.0.1:${port}`
    await untilReady(origin, server)
    const author = await signUp(origin)
    const releases = [
      await release(origin, author),
      await release(origin, author),
      await release(origin, author),
    ]
    const [one = '', two = '', last = ''] = releases
    const first = await report(server, 'the first upload after the start', () =>
      upload(one, author, 'linux', SIZE),
    )
    const later = await report(server, 'a later one', () => upload(two, author, 'linux', SIZE))
    await report(server, 'three at once', () =>
      Promise.all(PLATFORMS.map((platform) => upload(last, author, platform, SIZE))),
    )
    if (Math.max(first, later) > MOST_ADDED_MB) process.exitCode = 1
  } finally {
    server.kill('SIGTERM')
    await once(server, 'exit')
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function report(server: ChildProcess, what: string, work: () => Promise<unknown>): Promise<number> {
  const megabytes = await growthOf(server, work)
  console.log(`${what}: + ${megabytes.toFixed(1)} MB resident`)
  return megabytes
}

/** The most that the server's resident memory grew by while `work` ran. */
async function growthOf(server: ChildProcess, work: () => Promise<unknown>): Promise<number> {
  await sleep(1_000)
  const before = await residentMegabytes(server)
  let peak = before
  const sampling = setInterval(async () => {
    peak = Math.max(peak, await residentMegabytes(server))
  }, 10)
  await work()
  clearInterval(sampling)
  return peak - before
}

async function residentMegabytes({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024
}

async function untilReady(origin: string, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}.`)
    const answer = await fetch(`${origin}/api/v1/health`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(100)
  }
}

async function post(origin: string, path: string, body: unknown, cookie = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', cookie }
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return answer
}

/** Registers an author; resolves with their cookie. */
async function signUp(origin: string): Promise<string> {
  const username = `bench-${randomBytes(4).toString('hex')}`
  const body = { username, email: `${username}@example.com`, password: randomBytes(12).toString('hex') }
  const answer = await post(origin, '/auth/register', body)
  return answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
}

/** Publishes a plugin with one version; resolves with where its binaries go. */
async function release(origin: string, cookie: string): Promise<string> {
  const name = `Bench ${randomBytes(4).toString('hex')}`
  const plugin = await post(origin, '/plugins', { name, short_description: 'Large' }, cookie)
  const { slug } = (await plugin.json()) as { slug: string }
  await post(origin, `/plugins/${slug}/versions`, { version: '1.0.0' }, cookie)
  return `${origin}/api/v1/plugins/${slug}/versions/1.0.0/binaries`
}

/** Uploads as fast as the server takes it. */
async function upload(url: string, cookie: string, platform: string, size: number): Promise<void> {
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

await main()
