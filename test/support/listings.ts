import type { Call, CallOptions } from './caller.ts'

/** Texts that each bring the verdict of a rule of the built-in moderator. */
export const FINE = { title: 'Wise Innkeeper', summary: 'Knows every rumour.', license: 'cc_by' }
export const REJECTED = { ...FINE, title: 'Get FREE R0BUX now' }
export const FLAGGED = { ...FINE, title: 'Golden Innkeeper', priceUsdMicros: 2_000_000_000 }

export const newPersona = async (call: Call, as: CallOptions): Promise<string> =>
  (await call('POST /personas', { ...as, body: { name: 'Innkeeper' } })).body.personaId

/** Offers a new persona; published unless the overrides bring another verdict. Resolves with the answer's body. */
export async function newListing(call: Call, as: CallOptions, overrides: object = {}) {
  const personaId = await newPersona(call, as)
  // No two are the same, else the moderator wonders.
  const title = `Innkeeper ${personaId.slice(-12)}`
  const { status, body } = await call('POST /marketplace/listings', {
    ...as,
    body: { ...FINE, title, personaId, ...overrides },
  })
  if (status !== 201) throw new Error(`no listing: ${status} ${JSON.stringify(body)}`)
  return body.listing
}
