import {
  FinishSignIn,
  finishSignIn,
  PROVIDER_NAMES,
  type Provider,
  Redirect,
  StartSignIn,
  startSignIn,
} from '../src/domains/oauth/index.ts'
import { open } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const signInWith = (
  provider: Provider,
  scopes: string,
  start = startSignIn(provider),
  finish = finishSignIn(provider),
) => ({
  entry: open
    .meta({
      limit: 'auth',
      openapi: {
        method: 'GET',
        path: `/auth/${provider}`,
        tags: ['oauth'],
        summary: `Sign in with ${PROVIDER_NAMES[provider]}`,
        description:
          `Redirects to ${PROVIDER_NAMES[provider]}'s OAuth page, with state and PKCE. Scopes: ${scopes}. Open it in a ` +
          'browser: the attempt is kept in an HttpOnly cookie for ten minutes, in up to five tabs at once.',
      },
      rest: {
        status: 302,
        raw: { contentTypes: [], description: `To ${PROVIDER_NAMES[provider]}` },
        errors: {
          validation_failed: '`return_to` is not a path of the front end',
          provider_not_configured: 'Provider not configured',
        },
        example: { input: { return_to: '/plugins/my-plugin' } },
      },
    })
    .input(StartSignIn)
    .output(Redirect)
    .query(({ ctx, input }) => start(ctx, input)),

  callback: open
    .meta({
      openapi: {
        method: 'GET',
        path: `/auth/${provider}/callback`,
        tags: ['oauth'],
        summary: `Come back from ${PROVIDER_NAMES[provider]}`,
        description:
          `Handles the OAuth callback: exchanges the code, fetches the ${PROVIDER_NAMES[provider]} profile, finds, links ` +
          'or makes the account, sets the HttpOnly cookie `pumpkin_hub_token` and redirects to the front end, to the path ' +
          'the sign-in was started with. An existing account is linked when both sides have verified the email; a new one ' +
          `takes over username (with a number when it is taken), name, picture and email of ${PROVIDER_NAMES[provider]}, ` +
          'whose address counts as verified when it is verified there. ' +
          'Who denies the sign-in comes back to `/auth?error=access_denied` of the front end.',
      },
      rest: {
        status: 302,
        raw: { contentTypes: [], description: 'To the front end, signed in or with `error=access_denied`' },
        errors: {
          unauthenticated: 'Missing CSRF cookie or state mismatch, or the provider refuses the code',
          account_suspended: 'The account is deactivated',
          conflict: 'The email belongs to an account, and one side has not verified it',
          validation_failed: 'The provider sent no code',
          provider_not_configured: 'Provider not configured',
          internal:
            'Token exchange or DB error: the provider is down, slower than ten seconds, or answers nonsense',
        },
        example: {
          input: { code: '4f3c1b6e2a', state: 'pT3vJX0m5yVdK2uQ8rW1nLz7sBfHcGaEoYiRtPkUjMx' },
        },
      },
    })
    .input(FinishSignIn)
    .output(Redirect)
    .query(({ ctx, input }) => finish(ctx, input)),
})

const github = signInWith('github', '`read:user`, `user:email`')
const google = signInWith('google', '`openid`, `email`, `profile`')
const discord = signInWith('discord', '`identify`, `email`')

export const oauth = t.router({
  github: github.entry,
  githubCallback: github.callback,
  google: google.entry,
  googleCallback: google.callback,
  discord: discord.entry,
  discordCallback: discord.callback,
})
