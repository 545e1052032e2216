import type { Email } from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Mail, MailMessage } from '../../src/ports/mail/index.ts'

/** One mail port under test, and what has arrived at its far end. */
export interface MailRig {
  mail: Mail
  received(): Promise<Email[]>
  close(): Promise<void>
}

export const message = (change: Partial<MailMessage> = {}): MailMessage => ({
  id: crypto.randomUUID(),
  to: { address: 'ada@example.com' },
  subject: 'Hello',
  text: 'Hello Ada,\n\nwelcome.\n',
  ...change,
})

/** What every way of sending mail does. */
export function mailContract(name: string, open: () => Promise<MailRig>): void {
  describe(`mail through ${name}`, () => {
    let rig: MailRig
    beforeAll(async () => {
      rig = await open()
    })
    afterAll(() => rig.close())

    const sent = async (change: Partial<MailMessage>): Promise<Email> => {
      const mail = message(change)
      await rig.mail.send(mail)
      const found = (await rig.received()).find(({ messageId }) => messageId?.includes(mail.id))
      if (!found) throw new Error('the mail did not arrive')
      return found
    }

    it('arrives with its sender, recipient, subject, text, time and HTML', async () => {
      const email = await sent({
        to: { name: 'Ada', address: 'ada@example.com' },
        html: '<p>Hello <b>Ada</b></p>',
      })
      expect(email.from).toMatchObject({ name: 'Gourd', address: 'no-reply@gourd.example' })
      expect(email.to).toMatchObject([{ name: 'Ada', address: 'ada@example.com' }])
      expect(email.subject).toBe('Hello')
      expect(email.text?.trim()).toBe('Hello Ada,\n\nwelcome.')
      expect(email.html?.trim()).toBe('<p>Hello <b>Ada</b></p>')
      expect(Math.abs(Date.parse(email.date ?? '') - Date.now())).toBeLessThan(60_000)
    })

    it('keeps every script in names, subject and text', async () => {
      const words = 'Žluťoučký kůň 🐎 запустил プラグイン'
      const email = await sent({
        to: { name: words, address: 'ada@example.com' },
        subject: words,
        text: words,
      })
      expect(email.to?.[0]?.name).toBe(words)
      expect(email.subject).toBe(words)
      expect(email.text?.trim()).toBe(words)
    })

    it('keeps long lines whole', async () => {
      const text = `${'a very long line '.repeat(400)}end`
      const subject = 'a long subject '.repeat(60).trim()
      const email = await sent({ text, subject })
      expect(email.text?.trim()).toBe(text)
      expect(email.subject).toBe(subject)
    })

    it('keeps lines that begin with a dot or with "From "', async () => {
      const text = '.\n..two\nFrom here on\n.'
      expect((await sent({ text })).text?.trim()).toBe(text)
    })

    it('lets no subject and no name write headers', async () => {
      const attack = 'Hi\r\nBcc: eve@example.com\r\n\r\nBody'
      const email = await sent({ subject: attack, to: { name: attack, address: 'ada@example.com' } })
      expect(email.bcc ?? []).toEqual([])
      expect(email.headers.map(({ key }) => key)).not.toContain('bcc')
      expect(email.to).toHaveLength(1)
      expect(email.subject).toBe('Hi Bcc: eve@example.com Body')
      expect(email.text?.trim()).toBe('Hello Ada,\n\nwelcome.')
    })

    it.each([
      'ada@example.com, eve@example.com',
      'ada@example.com\r\nBcc: eve@example.com',
      'Eve <eve@example.com>',
      'ada',
      '',
    ])('refuses the address %j for good', async (address) => {
      const before = (await rig.received()).length
      await expect(rig.mail.send(message({ to: { address } }))).rejects.toMatchObject({ permanent: true })
      expect(await rig.received()).toHaveLength(before)
    })

    it('reads no file and no URL that a text names', async () => {
      const email = await sent({ html: '<img src="file:///etc/passwd"><img src="/etc/passwd">' })
      expect(email.attachments).toEqual([])
    })

    it('says that it works', async () => {
      await rig.mail.check()
    })
  })
}
