/** Names that would speak for the platform (CONTRACT §5). */
const RESERVED = new Set([
  'admin',
  'administrator',
  'moderator',
  'staff',
  'support',
  'system',
  'root',
  'api',
  'me',
  'security',
  'help',
  'pumpkin',
])

export const isReserved = (username: string): boolean => RESERVED.has(username.toLowerCase())
