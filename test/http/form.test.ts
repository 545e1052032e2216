import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256, unknownBytes, untilEmpty } from '../support/binaries.ts'
import { multipart, type Part, rawConnection } from '../support/multipart.ts'
import { formServer, MAX_BYTES } from './form-server.ts'

const server = formServer()

const platform: Part = { name: 'platform', data: 'linux' }
const file = (overrides: Partial<Part> = {}): Part => ({
  name: 'file',
  fileName: 'a.so',
  type: 'application/octet-stream',
  data: 'bytes',
  ...overrides,
})

async function post(body: Uint8Array | string, contentType: string | undefined, path = '/form') {
  const response = await fetch(`${server.origin}${path}`, {
    method: 'POST',
    body: Buffer.from(body as string),
    headers: contentType === undefined ? {} : { 'content-type': contentType },
  })
  return { status: response.status, body: (await response.json()) as any }
}

const send = (...parts: Part[]) => {
  const form = multipart(parts)
  return post(form.body, form.contentType)
}

/** The start of a request whose body a test sends by hand. */
const requestHead = (headers: string[], path = '/form') =>
  [`POST ${path} HTTP/1.1`, 'host: test', ...headers, '', ''].join('\r\n')

const spoolIsEmpty = () => untilEmpty(join(server.directory, 'spool'))

describe('a form', () => {
  it.each([[[platform, file()]], [[file(), platform]]])(
    'is read with its fields in any order',
    async (parts) => {
      const { status, body } = await send(...parts)
      expect(status).toBe(200)
      expect(body).toEqual({
        fields: { platform: 'linux' },
        fileName: 'a.so',
        declaredType: 'application/octet-stream',
        size: 5,
        sha256: sha256(Buffer.from('bytes')),
      })
    },
  )

  it.each([0, 1, 4096, 65_535, 65_536, 65_537, MAX_BYTES])(
    'keeps a file of %i bytes byte for byte',
    async (size) => {
      const data = unknownBytes(size)
      expect((await send(platform, file({ data }))).body).toMatchObject({ size, sha256: sha256(data) })
      expect(server.seen.at(-1)?.bytes.equals(data)).toBe(true)
    },
  )

  it('keeps a file that contains line breaks and almost its boundary', async () => {
    const data = '\r\n--test-boundary-012345678\r\n--\r\n\r\n--'
    expect((await send(file({ data }))).body).toMatchObject({ sha256: sha256(Buffer.from(data)) })
  })

  it('may have fields that nobody asked for', async () => {
    const { status, body } = await send(
      { name: 'csrf', data: 'x' },
      file(),
      { name: '', data: 'y' },
      platform,
    )
    expect(status).toBe(200)
    expect(body.fields).toEqual({ platform: 'linux' })
  })

  it('may go on after its end', async () => {
    const form = multipart([platform, file()])
    const { status } = await post(Buffer.concat([form.body, Buffer.alloc(100_000)]), form.contentType)
    expect(status).toBe(200)
  })

  it('leaves the connection usable for the next one', async () => {
    const connection = await rawConnection(server.origin)
    const good = multipart([platform, file()])
    const twoFiles = multipart([file({ data: unknownBytes(150_000) }), file({ data: unknownBytes(150_000) })])
    for (const [form, status] of [
      [twoFiles, 422],
      [good, 200],
      [twoFiles, 422],
      [good, 200],
    ] as const) {
      connection.write(
        requestHead([`content-type: ${form.contentType}`, `content-length: ${form.body.length}`]),
      )
      connection.write(form.body)
      expect((await connection.answer()).status).toBe(status)
    }
    connection.socket.destroy()
  })
})

describe("a file's name", () => {
  it.each([
    '../../etc/passwd',
    '..\\..\\boot.ini',
    'a/b.so',
    'gürke 🥒.so',
    'café.so',
    'a%2fb.so',
    'x;y=z.so',
    `${'n'.repeat(300)}.so`,
    'tab\there',
  ])('arrives as it was sent: %s', async (fileName) => {
    expect((await send(platform, file({ fileName }))).body.fileName).toBe(fileName)
  })

  it('shows that it was not valid UTF-8', async () => {
    const fileName = Buffer.from([0x61, 0xed, 0xa0, 0x80, 0xff, 0x62])
    expect((await send(platform, file({ fileName }))).body.fileName).toMatch(/^a\ufffd+b$/)
  })

  it('may be missing when the part says that it is a file', async () => {
    expect((await send(platform, { ...file(), fileName: undefined })).body.fileName).toBe('')
  })
})

describe('a form that does not fit', () => {
  it.each<[string, Part[], string, RegExp]>([
    ['no file', [platform], 'file', /missing/],
    ['the file as text', [platform, { name: 'file', data: 'bytes' }], 'file', /missing/],
    ['two files', [file(), platform, file()], 'file', /one file/],
    ['a file of another name', [platform, file({ name: 'binary' })], 'binary', /one file, named file/],
    ['a field as a file', [file({ name: 'platform' }), file()], 'platform', /not expected/],
    ['a field twice', [platform, file(), platform], 'platform', /twice/],
    ['an endless field', [{ name: 'platform', data: 'x'.repeat(20_000) }, file()], 'platform', /longer/],
    [
      'a file that is too large',
      [platform, file({ data: 'x'.repeat(MAX_BYTES + 1) })],
      'file',
      /200000 bytes/,
    ],
    [
      'a transfer encoding',
      [platform, file({ headers: ['Content-Transfer-Encoding: base64'] })],
      'file',
      /encoding/,
    ],
    ['a hundred fields', [...Array(100)].map((_, n) => ({ name: `f${n}`, data: '' })), '', /too many/],
    ['no parts', [], 'file', /missing/],
  ])('is refused with 422 and the field: %s', async (_what, parts, path, message) => {
    const { status, body } = await send(...parts)
    expect(status).toBe(422)
    expect(body.error).toMatchObject({
      code: 'validation_failed',
      issues: [{ path, message: expect.stringMatching(message) }],
    })
    expect(await spoolIsEmpty()).toEqual([])
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'is refused: a field named %s',
    async (name) => {
      const { status } = await send({ name, data: 'x' }, platform, file())
      expect(status).toBe(400)
      expect((await send({ ...file(), name }, platform)).status).toBeLessThan(500)
    },
  )

  it('is refused when it announces more than can be', async () => {
    const connection = await rawConnection(server.origin)
    connection.write(
      requestHead([`content-type: ${multipart([]).contentType}`, 'content-length: 99999999999']),
    )
    expect((await connection.answer()).status).toBe(422)
    connection.socket.destroy()
  })

  it.each(['before its first part', 'in a part without a name', 'in a field'])(
    'is refused when it never ends %s',
    async (where) => {
      const { boundary, contentType } = multipart([])
      const start = {
        'before its first part': '',
        'in a part without a name': `--${boundary}\r\nContent-Type: text/plain\r\n\r\n`,
        'in a field': `--${boundary}\r\nContent-Disposition: form-data; name="x"\r\n\r\n`,
      }[where]
      const { status, body } = await post(`${start}${'x'.repeat(3_000_000)}`, contentType)
      expect(status).toBe(422)
      expect(body.error.message).toContain('larger')
    },
  )
})

describe('a body that is no form', () => {
  it.each([
    ['no content type', 'x', undefined, 415],
    ['JSON', '{}', 'application/json', 415],
    ['another multipart', 'x', 'multipart/mixed; boundary=x', 415],
    ['an urlencoded form', 'platform=linux', 'application/x-www-form-urlencoded', 415],
    ['no boundary', 'x', 'multipart/form-data', 400],
    ['an empty boundary', 'x', 'multipart/form-data; boundary=', 400],
    ['an endless boundary', 'x', `multipart/form-data; boundary=${'b'.repeat(500)}`, 400],
    ['garbage', 'garbage', 'multipart/form-data; boundary=b', 400],
    ['another boundary', multipart([platform, file()]).body, 'multipart/form-data; boundary=other', 400],
    ['nothing', '', 'multipart/form-data; boundary=b', 422],
  ])('is told so: %s', async (_what, body, contentType, status) => {
    const answer = await post(body, contentType)
    expect(answer.status).toBe(status)
    expect(answer.body.error.request_id).toMatch(/^req_/)
  })

  it('is told so wherever it is cut off', async () => {
    const { body, contentType } = multipart([platform, file({ data: unknownBytes(2_000) })])
    const end = body.length - 4
    for (const length of [1, 20, 60, 110, 150, 180, 220, 300, 1_000, end - 30, end - 1]) {
      const answer = await post(body.subarray(0, length), contentType)
      expect({ length, status: answer.status }).toEqual({ length, status: 400 })
    }
    expect(await spoolIsEmpty()).toEqual([])
  })

  it('is told so when its Content-Length is too short', async () => {
    const { body, contentType } = multipart([platform, file({ data: unknownBytes(2_000) })])
    const connection = await rawConnection(server.origin)
    connection.write(requestHead([`content-type: ${contentType}`, `content-length: ${body.length - 500}`]))
    connection.write(body)
    expect((await connection.answer()).status).toBe(400)
    await connection.closed
    expect(await spoolIsEmpty()).toEqual([])
  })
})

describe('a disk that cannot be written', () => {
  it('is our failure, and the same form works afterwards', async () => {
    const spool = join(server.directory, 'spool')
    await rm(spool, { recursive: true, force: true })
    await writeFile(spool, 'not a folder')
    const { status, body } = await send(platform, file())
    expect(status).toBe(500)
    expect(JSON.stringify(body)).not.toMatch(/ENOTDIR|EEXIST|spool/)
    await rm(spool)
    expect((await send(platform, file())).status).toBe(200)
  })
})
