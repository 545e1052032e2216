import { z } from 'zod'

/**
 * A path of the front end as browsers write it: ASCII, everything else percent-encoded. A second slash would make it
 * another host, and to browsers a backslash is a slash.
 */
const FrontEndPath = z
  .string()
  .max(500, 'must have at most 500 characters')
  .regex(/^\/(?!\/)/, 'must be a path on the front end, like /plugins/my-plugin')
  .regex(/^[!-[\]-~]*$/, 'may have printable ASCII but backslashes only; percent-encode the rest')

export const StartSignIn = z.object({
  return_to: FrontEndPath.default('/').describe('The path of the front end to come back to'),
})
export type StartSignIn = z.infer<typeof StartSignIn>

/** What a provider adds to the callback's address. */
export const FinishSignIn = z.object({
  code: z.string().optional().describe('Authorization code from the provider'),
  state: z.string().optional().describe('CSRF state to validate against the cookie'),
  error: z.string().optional().describe('Why the provider gives no code, like `access_denied`'),
})
export type FinishSignIn = z.infer<typeof FinishSignIn>

/** Where the browser goes on. */
export const Redirect = z.object({ redirect: z.string().describe('The address to go on to') })
export type Redirect = z.infer<typeof Redirect>
