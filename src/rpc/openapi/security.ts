import type { Access } from '../../auth/access.ts'
import { COOKIE } from '../context.ts'

/** Every way to say who is calling. */
export const SECURITY_SCHEMES = {
  cookieAuth: {
    type: 'apiKey',
    in: 'cookie',
    name: COOKIE,
    description: 'The session cookie that signing in sets. Browsers send it by themselves.',
  },
  bearerAuth: {
    type: 'http',
    scheme: 'bearer',
    description: '`Authorization: Bearer <token>` with a session token (JWT) or an API key.',
  },
  apiKeyAuth: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'An API key (`phub_…`). It reaches only what its scopes open.',
  },
} as const

type Requirement = Partial<Record<keyof typeof SECURITY_SCHEMES, string[]>>

const SESSION: Requirement[] = [{ cookieAuth: [] }, { bearerAuth: [] }]
const ANY: Requirement[] = [...SESSION, { apiKeyAuth: [] }]

/** Which credentials an operation takes; the empty requirement means that it needs none. */
export function securityOf({ kind }: Access): Requirement[] {
  switch (kind) {
    case 'open':
      return [{}, ...ANY]
    case 'scope':
      return ANY
    case 'session':
    case 'role':
      return SESSION
  }
}

/** Who may call it, as a line of its description; nothing for what is open to everybody. */
export function accessNote(access: Access): string | undefined {
  switch (access.kind) {
    case 'open':
      return undefined
    case 'scope':
      return `Scope: \`${access.scope}\``
    case 'session':
      return 'Session only: API keys are refused.'
    case 'role':
      return `Role: ${access.roles.map((role) => `\`${role}\``).join(' or ')}. Session only: API keys are refused.`
  }
}
