import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMail } from '../../src/ports/mail/index.ts'
import { type MailRig, mailContract, message } from './mail.contract.ts'

const from = 'Gourd <no-reply@gourd.example>'

mailContract('files', openFiles)
mailContract('SMTP', openSmtp)

async function openFiles(): Promise<MailRig & { directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'gourd-mail-'))
  const mail = await createMail({ kind: 'files', directory, from })
  return {
    mail,
    directory,
    async received() {
      const names = (await readdir(directory)).filter((name) => name.endsWith('.eml'))
      return Promise.all(names.map(async (name) => PostalMime.parse(await readFile(join(directory, name)))))
    },
    close: () => rm(directory, { recursive: true }),
  }
}

const refusals: Record<string, Error> = {
  'busy@example.com': Object.assign(new Error('try later'), { responseCode: 451 }),
  'gone@example.com': Object.assign(new Error('nobody here'), { responseCode: 550 }),
}

async function openSmtp(): Promise<MailRig> {
  const emails: Email[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) => done(refusals[address]),
    async onData(stream, _session, done) {
      emails.push(await PostalMime.parse(await buffer(stream)))
      done()
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as { port: number }
  const mail = await createMail({ kind: 'smtp', url: `smtp://127.0.0.1:${port}`, from })
  return {
    mail,
    received: async () => emails,
    async close() {
      await mail.close()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

describe('mail as files', () => {
  let rig: Awaited<ReturnType<typeof openFiles>>
  beforeAll(async () => {
    rig = await openFiles()
  })
  afterAll(() => rig.close())

  it('writes the same mail once, one after the other and at once', async () => {
    const other = await createMail({ kind: 'files', directory: rig.directory, from })
    const mail = message()
    const results = await Promise.allSettled([rig.mail, other, rig.mail].map((it) => it.send(mail)))
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    await rig.mail.send(mail)
    await other.send(mail)
    expect((await readdir(rig.directory)).filter((name) => name.includes(mail.id))).toHaveLength(1)
  })

  it('names files by time, readable by their owner only, and takes no path from an id', async () => {
    await rig.mail.send(message({ id: '../../etc/passwd' }))
    for (const name of await readdir(rig.directory)) {
      expect(name).toMatch(/^\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z-[\w-]+\.eml$/)
      expect((await stat(join(rig.directory, name))).mode & 0o077).toBe(0)
    }
  })

  it('goes on where a killed process stopped in the middle of a mail', async () => {
    const mail = message()
    const half = join(rig.directory, `.${mail.id}.tmp`)
    await writeFile(half, 'Subject: hal')
    await expect(rig.mail.send(mail)).rejects.toMatchObject({ permanent: false })
    await utimes(half, new Date(0), new Date(0))
    await expect(rig.mail.send(mail)).rejects.toMatchObject({ permanent: false })
    await rig.mail.send(mail)
    expect((await readdir(rig.directory)).filter((name) => name.includes(mail.id))).toHaveLength(1)
  })
})

describe('mail through SMTP', () => {
  let rig: MailRig
  beforeAll(async () => {
    rig = await openSmtp()
  })
  afterAll(() => rig.close())

  it('tells a refusal for now from one for good', async () => {
    const send = (address: string) => rig.mail.send(message({ to: { address } }))
    await expect(send('busy@example.com')).rejects.toMatchObject({ name: 'MailError', permanent: false })
    await expect(send('gone@example.com')).rejects.toMatchObject({ name: 'MailError', permanent: true })
    await send('ada@example.com')
  })

  it('takes a server that is away as a trouble that passes', async () => {
    const away = await createMail({ kind: 'smtp', url: 'smtp://127.0.0.1:1', from })
    await expect(away.send(message())).rejects.toMatchObject({ name: 'MailError', permanent: false })
    await expect(away.check()).rejects.toThrow()
    await away.close()
  })
})
