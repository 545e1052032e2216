import { uploadAvatar } from '../src/domains/avatars/index.ts'
import {
  EmailVerified,
  ForgotPassword,
  forgotPassword,
  getProfile,
  LoggedOut,
  Login,
  logIn,
  logOut,
  PasswordReset,
  Register,
  ResetPassword,
  ResetRequested,
  registerUser,
  resendVerification,
  resetPassword,
  UpdateProfile,
  UserProfile,
  updateProfile,
  VerificationSent,
  VerifyEmail,
  verifyEmail,
} from '../src/domains/identity/index.ts'
import { everybody, open, signedIn } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const profile = {
  id: '550e8400-e29b-41d4-a716-446655440000',
  username: 'rustcraftdev',
  display_name: null,
  email: 'alex@example.com',
  avatar_url: null,
  bio: null,
  email_verified: false,
  is_active: true,
  role: 'author',
  created_at: '2026-03-06T12:00:00Z',
}

export const auth = t.router({
  register: open
    .meta({
      limit: 'auth',
      openapi: {
        method: 'POST',
        path: '/auth/register',
        tags: ['auth'],
        summary: 'Create an account',
        description:
          'Creates an account with email and password and signs it in: the answer sets the HttpOnly cookie ' +
          '`pumpkin_hub_token`. A program that sends no cookies takes its value as `Authorization: Bearer <jwt>`. ' +
          'Usernames and addresses are unique without regard to case, and names that would speak for the platform ' +
          '(like `admin` or `support`) are refused. The password is stored as an Argon2id hash.',
      },
      rest: {
        errors: {
          conflict: 'Username or email already taken',
          validation_failed: 'Validation error (bad username, email or password length)',
        },
        example: {
          input: { username: 'rustcraftdev', email: 'alex@example.com', password: 'my_secure_password' },
          output: profile,
        },
      },
    })
    .input(Register)
    .output(UserProfile)
    .mutation(({ ctx, input }) => registerUser(ctx, input)),

  login: open
    .meta({
      limit: 'auth',
      openapi: {
        method: 'POST',
        path: '/auth/login',
        tags: ['auth'],
        summary: 'Log in with email and password',
        description:
          'Opens a session and sets the HttpOnly cookie `pumpkin_hub_token`. A program that sends no cookies takes ' +
          'its value as `Authorization: Bearer <jwt>`. A wrong password and an unknown address get the same answer.',
      },
      rest: {
        errors: {
          unauthenticated: 'Invalid email or password (or account has no password — OAuth-only)',
          account_suspended: 'The password is right, and the account is deactivated',
        },
        example: {
          input: { email: 'alex@example.com', password: 'my_secure_password' },
          output: profile,
        },
      },
    })
    .input(Login)
    .output(UserProfile)
    .mutation(({ ctx, input }) => logIn(ctx, input)),

  logout: everybody
    .meta({
      openapi: {
        method: 'POST',
        path: '/auth/logout',
        tags: ['auth'],
        summary: 'Log out',
        description:
          'Ends the session at once and clears the cookie `pumpkin_hub_token`. Answers the same to everybody, also ' +
          'to who has no session or an invalid credential.',
      },
      rest: { example: { output: { message: 'Logged out' } } },
    })
    .output(LoggedOut)
    .mutation(({ ctx }) => logOut(ctx)),

  me: signedIn
    .meta({
      openapi: {
        method: 'GET',
        path: '/auth/me',
        tags: ['auth'],
        summary: 'Get your profile',
        description: 'The profile of whoever is signed in, by cookie or Bearer token.',
      },
      rest: { example: { output: profile } },
    })
    .output(UserProfile)
    .query(({ ctx }) => getProfile(ctx)),

  updateMe: signedIn
    .meta({
      openapi: {
        method: 'PUT',
        path: '/auth/me',
        tags: ['auth'],
        summary: 'Change your profile',
        description:
          'Changes the fields that are sent and keeps the others; `null` or an empty text removes a field.',
      },
      rest: {
        invalid: 'bad_request',
        errors: { bad_request: 'No fields provided / validation error' },
        example: {
          input: { display_name: 'The Octocat', bio: 'Minecraft plugin dev.' },
          output: { ...profile, display_name: 'The Octocat', bio: 'Minecraft plugin dev.' },
        },
      },
    })
    .input(UpdateProfile)
    .output(UserProfile)
    .mutation(({ ctx, input }) => updateProfile(ctx, input)),

  uploadAvatar: signedIn
    .meta({
      openapi: {
        method: 'POST',
        path: '/auth/avatar',
        tags: ['auth'],
        summary: 'Upload your avatar',
        description:
          'Stores a picture in the place of the one you have. Its type is told by its content and must be the one it ' +
          'is sent as. `avatar_url` points to it and changes with every new picture.',
      },
      rest: {
        invalid: 'bad_request',
        form: {
          fields: {},
          file: {
            name: 'avatar',
            description: 'The picture, at most 2 MB (2,097,152 bytes)',
            contentTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
          },
        },
        errors: { bad_request: 'Missing field, unsupported MIME type, invalid magic bytes, or file > 2 MB' },
        example: {
          output: {
            ...profile,
            avatar_url: '/api/v1/users/550e8400-e29b-41d4-a716-446655440000/avatar?v=9f86d081884c',
          },
        },
      },
    })
    .output(UserProfile)
    .mutation(({ ctx }) => uploadAvatar(ctx)),

  verifyEmail: open
    .meta({
      openapi: {
        method: 'POST',
        path: '/auth/verify-email',
        tags: ['auth'],
        summary: 'Verify an email address',
        description:
          'Registration sends a mail with a link to the front end’s page `/auth/verify-email?token=…`, which sends the ' +
          'token here. A token is good for 24 hours and once, for the address it was sent to.',
      },
      rest: {
        invalid: 'bad_request',
        invalidAt: { token: 'invalid_token' },
        errors: { invalid_token: 'Invalid or expired token' },
        example: {
          input: { token: '3l1Yp3u0y9M2vQ6cX8kZr5tWb7nJd4hGf1aSe0oUiE8' },
          output: { message: 'Email verified' },
        },
      },
    })
    .input(VerifyEmail)
    .output(EmailVerified)
    .mutation(({ ctx, input }) => verifyEmail(ctx, input)),

  resendVerification: signedIn
    .meta({
      openapi: {
        method: 'POST',
        path: '/auth/resend-verification',
        tags: ['auth'],
        summary: 'Send the verification mail again',
        description:
          'Sends a new link; the one before is no longer good. One mail a minute is enough: asked again sooner, the ' +
          'answer is the same and the mail that is on its way stays good.',
      },
      rest: {
        errors: { bad_request: 'Email already verified' },
        example: { output: { message: 'Verification email sent' } },
      },
    })
    .output(VerificationSent)
    .mutation(({ ctx }) => resendVerification(ctx)),

  forgotPassword: open
    .meta({
      limit: 'auth',
      openapi: {
        method: 'POST',
        path: '/auth/forgot-password',
        tags: ['auth'],
        summary: 'Ask for a password reset',
        description:
          'Sends a link to the front end’s page `/auth/reset-password?token=…` if the address is associated with an ' +
          'active account, at most one a minute; the one before is no longer good. Always answers the same, after the ' +
          'same time. An account that signs in by a provider gets a password this way.',
      },
      rest: {
        example: {
          input: { email: 'alex@example.com' },
          output: { message: 'If the email exists, a reset link has been sent' },
        },
      },
    })
    .input(ForgotPassword)
    .output(ResetRequested)
    .mutation(({ ctx, input }) => forgotPassword(ctx, input)),

  resetPassword: open
    .meta({
      limit: 'auth',
      openapi: {
        method: 'POST',
        path: '/auth/reset-password',
        tags: ['auth'],
        summary: 'Reset a password',
        description:
          'Sets a new password by the token of a reset mail, which is good for an hour and once. Ends every session of ' +
          'the account, verifies its address, and tells its owner by mail. A password that is refused does not use up ' +
          'the token.',
      },
      rest: {
        invalidAt: { token: 'invalid_token' },
        errors: {
          invalid_token: 'Invalid or expired token',
          validation_failed: 'Password does not meet requirements (8–128 chars)',
        },
        example: {
          input: {
            token: 'Zr5tWb7nJd4hGf1aSe0oUiE83l1Yp3u0y9M2vQ6cX8k',
            new_password: 'my_new_secure_password',
          },
          output: { message: 'Password reset successful' },
        },
      },
    })
    .input(ResetPassword)
    .output(PasswordReset)
    .mutation(({ ctx, input }) => resetPassword(ctx, input)),
})
