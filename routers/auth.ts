import {
  getProfile,
  LoggedOut,
  Login,
  logIn,
  logOut,
  Register,
  registerUser,
  UpdateProfile,
  UserProfile,
  updateProfile,
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
})
