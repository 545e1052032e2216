import { z } from 'zod'

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'

/** An id as callers see it, `<prefix>_<UUID>`; stored it is the UUID alone. */
export interface PublicId {
  /** For inputs: takes the prefixed form alone and gives the UUID. */
  input: z.ZodType<string, string>
  /** For answers: the prefixed form as it is. */
  output: z.ZodType<string, string>
  encode(uuid: string): string
  /** The UUID of an id that came without a schema, in a header; undefined when it is none. */
  decode(text: string): string | undefined
  /** SQL that gives the prefixed form of a column. */
  sql(column: string): string
}

const publicId = (prefix: string, what: string): PublicId => {
  const pattern = new RegExp(`^${prefix}_${UUID}$`, 'i')
  const text = z.string().regex(pattern, `must be the id of ${what}, like ${prefix}_ and a UUID`)
  const uuidIn = (id: string): string => id.slice(prefix.length + 1).toLowerCase()
  return {
    input: text.transform(uuidIn),
    output: z.string().regex(pattern),
    encode: (uuid) => `${prefix}_${uuid}`,
    decode: (id) => (pattern.test(id) ? uuidIn(id) : undefined),
    sql: (column) => `'${prefix}_' || ${column}`,
  }
}

export const orgId = publicId('org', 'an organisation')
export const listingId = publicId('lst', 'a listing')
export const personaId = publicId('psn', 'a persona')
export const orderId = publicId('ord', 'an order')
