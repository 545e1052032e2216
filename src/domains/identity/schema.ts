import { z } from 'zod'
import { ROLES } from '../../auth/roles.ts'
import { codePoints, multiLine, singleLine } from '../../lib/text.ts'
import { isReserved } from './reserved-names.ts'

export const UserProfile = z
  .object({
    id: z.guid().describe('Internal user identifier'),
    username: z.string().describe('Unique username'),
    display_name: z.string().nullable().describe('Display name'),
    email: z.string().nullable().describe('Email address'),
    avatar_url: z.string().nullable().describe('Where the avatar is'),
    bio: z.string().nullable().describe('What the user says about themselves'),
    email_verified: z.boolean().describe('Whether the email address has been verified'),
    is_active: z.boolean().describe('Deactivated users cannot log in'),
    role: z.enum(ROLES).describe('Platform role'),
    created_at: z.string().describe('Registration date, ISO 8601 UTC'),
  })
  .meta({ id: 'UserProfile' })
export type UserProfile = z.infer<typeof UserProfile>

/** A name that is written exactly as it is sent, but for space around it: what it may not have is not cleaned away. */
const identifier = (max: number) =>
  z.string().trim().min(1, 'must not be empty').max(max, `must have at most ${max} characters`)

/** 1–39 ASCII letters, digits, hyphens and underscores; unique without regard to case, and not a reserved name. */
export const Username = identifier(39)
  .regex(/^[A-Za-z0-9_-]*$/, 'may have letters a–z, digits, hyphens and underscores only')
  .refine((name) => !isReserved(name), 'is reserved; choose another name')

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
const WORD = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
const EMAIL = new RegExp(`^(?=.{1,64}@)${WORD}(?:\\.${WORD})*@(?:${LABEL}\\.)+(?![0-9]+$)${LABEL}$`)

/** An address as mail servers take it (RFC 5321, without quoted local parts), compared without regard to case. */
export const Email = identifier(255).regex(EMAIL, 'must be an email address, like alex@example.com')

/** Taken byte for byte: not trimmed, not normalised, not cleaned. */
const ExactText = z
  .string()
  .refine((text) => text.isWellFormed(), 'contains an unpaired surrogate; send valid Unicode')

export const Password = ExactText.refine(
  (text) => isBetween(8, codePoints(text), 128),
  'must have 8 to 128 characters',
)
  .meta({ minLength: 8, maxLength: 128 })
  .describe('8–128 characters, taken exactly as sent')

export const Register = z
  .object({
    username: Username.describe('1–39 letters, digits, hyphens and underscores'),
    email: Email.describe('A valid address; may belong to one account only, whatever its case'),
    password: Password,
  })
  .meta({ id: 'Register' })
export type Register = z.infer<typeof Register>

/** What is no address or no password of anybody is not refused here: it is as wrong as any other. */
export const Login = z
  .object({
    email: singleLine({ min: 1, max: 255 }).describe('The email address of the account, in any case'),
    password: ExactText.min(1, 'must not be empty'),
  })
  .meta({ id: 'Login' })
export type Login = z.infer<typeof Login>

export const UpdateProfile = z
  .object({
    display_name: singleLine({ max: 100 })
      .nullable()
      .optional()
      .describe('One line; null or empty removes it'),
    bio: multiLine({ max: 500 }).nullable().optional().describe('Several lines; null or empty removes it'),
  })
  .refine(
    (changes) => Object.values(changes).some((value) => value !== undefined),
    'names no field to change',
  )
  .meta({ id: 'UpdateProfile' })
export type UpdateProfile = z.infer<typeof UpdateProfile>

/** Whatever the token of a mail should be: what is no token is as wrong as a used one. */
const MailToken = z.string().describe('One-time token from the email')

export const VerifyEmail = z.object({ token: MailToken }).meta({ id: 'VerifyEmail' })
export type VerifyEmail = z.infer<typeof VerifyEmail>

/** As with `Login`: what is nobody's address is not refused here, and gets the same answer. */
export const ForgotPassword = z
  .object({
    email: singleLine({ min: 1, max: 255 }).describe('The email address of the account, in any case'),
  })
  .meta({ id: 'ForgotPassword' })
export type ForgotPassword = z.infer<typeof ForgotPassword>

export const ResetPassword = z
  .object({ token: MailToken, new_password: Password })
  .meta({ id: 'ResetPassword' })
export type ResetPassword = z.infer<typeof ResetPassword>

export const EmailVerified = z.object({ message: z.literal('Email verified') })
export type EmailVerified = z.infer<typeof EmailVerified>

export const VerificationSent = z.object({ message: z.literal('Verification email sent') })
export type VerificationSent = z.infer<typeof VerificationSent>

export const ResetRequested = z.object({
  message: z.literal('If the email exists, a reset link has been sent'),
})
export type ResetRequested = z.infer<typeof ResetRequested>

export const PasswordReset = z.object({ message: z.literal('Password reset successful') })
export type PasswordReset = z.infer<typeof PasswordReset>

export const LoggedOut = z.object({ message: z.literal('Logged out') })
export type LoggedOut = z.infer<typeof LoggedOut>

function isBetween(least: number, value: number, most: number): boolean {
  return least <= value && value <= most
}

const UserId = z.guid().describe('The id of the user')

export const ChangeRole = z.object({ user_id: UserId, role: z.enum(ROLES) })
export type ChangeRole = z.infer<typeof ChangeRole>

export const RoleChanged = z.object({ message: z.literal('Role updated'), role: z.enum(ROLES) })
export type RoleChanged = z.infer<typeof RoleChanged>

export const DecideUser = z.object({
  user_id: UserId,
  reason: singleLine({ max: 1000 }).optional().describe('Kept in the audit log'),
})
export type DecideUser = z.infer<typeof DecideUser>
