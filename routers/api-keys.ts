import { z } from 'zod'
import {
  ApiKey,
  ApiKeyPath,
  ApiKeyUsage,
  CreateApiKey,
  createKey,
  GetApiKeyUsage,
  getKey,
  getUsage,
  listKeys,
  NewApiKey,
  RevokedApiKey,
  RotateApiKey,
  revokeKey,
  rotateKey,
  UpdateApiKey,
  updateKey,
} from '../src/domains/api-keys/index.ts'
import { signedIn } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const common = {
  id: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
  name: 'CI Deploy Key',
  key_prefix: 'phub_ab12cd34',
  permissions: ['publish', 'upload'],
  expires_at: '2027-03-15T00:00:00Z',
  rate_limit_per_second: 1,
  rate_limit_burst_size: 60,
  rate_limit: { limit_per_minute: 60, burst: 60, source: 'key' },
  org_id: 'org_550e8400-e29b-41d4-a716-446655440001',
  created_at: '2026-03-01T10:00:00Z',
}
const key = { ...common, last_used_at: '2026-03-15T14:30:00Z' }
const newKey = { ...common, key: 'phub_ab12cd34_7f8e9d0c1b2a3f4e5d6c7b8a9f0e1d2c' }
const path = { id: common.id }

export const apiKeys = t.router({
  list: signedIn
    .meta({
      openapi: {
        method: 'GET',
        path: '/api-keys',
        tags: ['apiKeys'],
        summary: 'List your API keys',
        description:
          'Your keys for all your organisations, newest first. The key itself is never shown again, only its ' +
          '`key_prefix`. Expired keys stay in the list until they are deleted or given a later expiry; a key that ' +
          'was rotated leaves it at the end of its overlap.',
      },
      rest: { example: { output: [key] } },
    })
    .output(z.array(ApiKey))
    .query(({ ctx }) => listKeys(ctx)),

  create: signedIn
    .meta({
      openapi: {
        method: 'POST',
        path: '/api-keys',
        tags: ['apiKeys'],
        summary: 'Create an API key',
        description:
          'The full key is returned only in this answer: store it safely. Only its SHA-256 is kept. A key acts for ' +
          'one organisation and ends with your membership in it. The scopes `reports:*` are for moderators and ' +
          'owners of that organisation, and work as long as you are one. Without `rate_limit_per_second` and ' +
          '`rate_limit_burst_size` it gets 1 and 30; `null` leaves the number to the default of the organisation, ' +
          'else of the platform. At most 10 keys per person, expired ones included.',
      },
      rest: {
        status: 201,
        errors: {
          forbidden: 'One of the scopes is for moderators and owners of the organisation',
          not_found: 'There is no such organisation, or you are not a member of it',
          conflict: 'Maximum 10 keys per user reached',
          validation_failed:
            'Name exceeds 64 chars, invalid permission, `expires_at` in the past, or invalid rate limit values',
        },
        example: {
          input: {
            name: 'CI Deploy Key',
            permissions: ['publish', 'upload'],
            expires_at: '2027-03-15T00:00:00Z',
            rate_limit_per_second: 1,
            rate_limit_burst_size: 60,
          },
          output: newKey,
        },
      },
    })
    .input(CreateApiKey)
    .output(NewApiKey)
    .mutation(({ ctx, input }) => createKey(ctx, input)),

  get: signedIn
    .meta({
      openapi: {
        method: 'GET',
        path: '/api-keys/{id}',
        tags: ['apiKeys'],
        summary: 'Get an API key',
        description: 'One of your keys, without the key itself.',
      },
      rest: {
        errors: { not_found: 'Key not found or does not belong to the authenticated user' },
        example: { input: path, output: key },
      },
    })
    .input(ApiKeyPath)
    .output(ApiKey)
    .query(({ ctx, input }) => getKey(ctx, input)),

  update: signedIn
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/api-keys/{id}',
        tags: ['apiKeys'],
        summary: 'Change an API key',
        description:
          'Changes the fields that are sent and keeps the others; the key stays the same, and its next call is made ' +
          'under the new terms. `null` removes the expiry or leaves a rate limit to the next layer.',
      },
      rest: {
        errors: {
          forbidden: 'One of the scopes is for moderators and owners of the organisation',
          not_found: 'Key not found or does not belong to the authenticated user',
          conflict: 'The key was rotated: change the new one',
          validation_failed: 'No fields provided, or one that does not fit',
        },
        example: {
          input: {
            ...path,
            permissions: ['publish'],
            rate_limit_per_second: null,
            rate_limit_burst_size: null,
          },
          output: {
            ...key,
            permissions: ['publish'],
            rate_limit_per_second: null,
            rate_limit_burst_size: null,
            rate_limit: { limit_per_minute: 600, burst: 600, source: 'platform' },
          },
        },
      },
    })
    .input(UpdateApiKey)
    .output(ApiKey)
    .mutation(({ ctx, input }) => updateKey(ctx, input)),

  delete: signedIn
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api-keys/{id}',
        tags: ['apiKeys'],
        summary: 'Revoke an API key',
        description:
          'Permanently revokes (deletes) one of your keys: its next call is refused. What it did stays readable.',
      },
      rest: {
        errors: { not_found: 'Key not found or does not belong to the authenticated user' },
        example: { input: path, output: { deleted: true } },
      },
    })
    .input(ApiKeyPath)
    .output(RevokedApiKey)
    .mutation(({ ctx, input }) => revokeKey(ctx, input)),

  rotate: signedIn
    .meta({
      openapi: {
        method: 'POST',
        path: '/api-keys/{id}/rotate',
        tags: ['apiKeys'],
        summary: 'Rotate an API key',
        description:
          'Makes a new key with the same name, scopes, limits and expiry; it is returned only in this answer. The old ' +
          'one goes on working for `overlap_days` (0, the default, ends it at once), but not beyond its own expiry, ' +
          'and cannot be changed or rotated any more. In its overlap it does not count among the 10 keys; at most 10 ' +
          'keys can be in their overlap.',
      },
      rest: {
        status: 201,
        errors: {
          forbidden: 'The key has a scope that you can no longer give',
          not_found: 'Key not found or does not belong to the authenticated user',
          conflict: 'The key was rotated before, or has expired, or too many old keys still work',
        },
        example: { input: { ...path, overlap_days: 2 }, output: newKey },
      },
    })
    .input(RotateApiKey)
    .output(NewApiKey)
    .mutation(({ ctx, input }) => rotateKey(ctx, input)),

  usage: signedIn
    .meta({
      openapi: {
        method: 'GET',
        path: '/api-keys/{id}/usage',
        tags: ['apiKeys'],
        summary: 'Get the usage of an API key',
        description:
          'Every call made with the key over REST or RPC, newest first, whatever the answer was: also those that ' +
          'were refused or limited. Calls appear within a second. `next_cursor` continues the walk. The log outlives ' +
          'the key: its owner reads it after revoking the key, too.',
      },
      rest: {
        errors: { not_found: 'Key not found, or never used and gone, or of another user' },
        example: {
          input: { ...path, per_page: 1 },
          output: {
            data: [
              {
                action: 'plugins.create',
                resource: '/api/v1/plugins',
                success: true,
                status_code: 201,
                created_at: '2026-03-15T14:30:00Z',
              },
            ],
            next_cursor: null,
            daily: [{ date: '2026-03-15', requests: 1, failures: 0 }],
          },
        },
      },
    })
    .input(GetApiKeyUsage)
    .output(ApiKeyUsage)
    .query(({ ctx, input }) => getUsage(ctx, input)),
})
