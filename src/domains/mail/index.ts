export { deliverMail } from './deliver-mail.ts'
export { linkMail } from './link-mail.ts'
export { sendMail } from './send-mail.ts'
export type { MailOrder } from './templates.ts'
