import { z } from 'zod'
import type { ProviderAccount } from './provider.ts'

/** Fields of a provider's answer. Only the id must be there; what is odd about the others is as if it were missing. */

export const Id = z.string().regex(/^[\x21-\x7e]{1,255}$/)
export const Text = z.string().min(1).nullable().catch(null)
export const Flag = z.boolean().catch(false)

/** Pictures are shown on pages that are served by https. */
export const HttpsUrl = z
  .url({ protocol: /^https$/ })
  .max(2000)
  .nullable()
  .catch(null)

/** An address with what the provider says about it. */
export const emailOf = (address: string | null, isVerified: boolean): ProviderAccount['email'] =>
  address ? { address, isVerified } : null
