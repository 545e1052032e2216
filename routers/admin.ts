import { z } from 'zod'
import {
  AdminList,
  AdminPluginPage,
  AdminStats,
  AdminUserPage,
  getAdminStats,
  listAllPlugins,
  listUsers,
} from '../src/domains/admin/index.ts'
import { AuditLogFeed, ListAuditLogs, listAuditLogs } from '../src/domains/audit/index.ts'
import {
  ChangeRole,
  changeRole,
  DecideUser,
  deactivateUser,
  RoleChanged,
  reactivateUser,
} from '../src/domains/identity/index.ts'
import { DecidePlugin, deactivatePlugin, reactivatePlugin } from '../src/domains/plugins/index.ts'
import { byRole } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const staff = byRole('moderator', 'admin')
const adminOnly = byRole('admin')

const log = {
  id: '0198f300-1111-7222-8333-444455556666',
  actor_username: 'adminOnlyuser',
  action: 'plugin.deactivate',
  target_type: 'plugin',
  target_id: '550e8400-e29b-41d4-a716-446655440000',
  details: { plugin_name: 'Bad Plugin', reason: 'policy violation' },
  created_at: '2026-03-10T09:15:00Z',
}
const plugin = {
  id: log.target_id,
  slug: 'bad-plugin',
  name: 'Bad Plugin',
  short_description: 'Does what it should not',
  downloads_total: 12,
  average_rating: 1.5,
  review_count: 2,
  icon_url: null,
  author: { username: 'rustdev', avatar_url: null },
  categories: [{ slug: 'chat', name: 'Chat', icon: 'message-square' }],
  created_at: '2026-03-06T12:00:00Z',
  updated_at: '2026-03-06T12:00:00Z',
  is_active: false,
}
const user = {
  id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  username: 'rustdev',
  display_name: 'Rust Developer',
  email: 'rustdev@example.com',
  avatar_url: null,
  bio: null,
  email_verified: true,
  is_active: true,
  role: 'author',
  created_at: '2026-03-06T12:00:00Z',
  plugin_count: 3,
}
const user_id = user.id
const plugin_id = plugin.id
const reason = 'policy violation'

export const admin = t.router({
  stats: staff
    .meta({
      openapi: {
        method: 'GET',
        path: '/admin/stats',
        tags: ['admin'],
        summary: 'Get platform statistics',
        description: 'The figures of the staff dashboard, with the last ten entries of the audit log.',
      },
      rest: {
        example: {
          output: { user_count: 42, plugin_count: 15, active_plugin_count: 12, recent_audit_logs: [log] },
        },
      },
    })
    .output(AdminStats)
    .query(({ ctx }) => getAdminStats(ctx)),

  listPlugins: staff
    .meta({
      openapi: {
        method: 'GET',
        path: '/admin/plugins',
        tags: ['admin'],
        summary: 'List all plugins',
        description:
          'Active and deactivated plugins, newest first, optionally those whose name contains a text. What its author ' +
          'deleted is left out.',
      },
      rest: {
        example: {
          input: { search: 'bad', page: 1 },
          output: { data: [plugin], page: 1, per_page: 20, total: 1 },
        },
      },
    })
    .input(AdminList)
    .output(AdminPluginPage)
    .query(({ ctx, input }) => listAllPlugins(ctx, input)),

  deactivatePlugin: staff
    .meta({
      openapi: {
        method: 'POST',
        path: '/admin/plugins/{plugin_id}/deactivate',
        tags: ['admin'],
        summary: 'Deactivate a plugin',
        description:
          'Takes the plugin out of every public list, detail and search until it is reactivated. Its author is told, with ' +
          'the reason; the audit log keeps both.',
      },
      rest: {
        errors: { not_found: 'Plugin not found, or deleted by its author', conflict: 'Deactivated already' },
        example: { input: { plugin_id, reason }, output: { message: 'Plugin deactivated' } },
      },
    })
    .input(DecidePlugin)
    .output(z.object({ message: z.literal('Plugin deactivated') }))
    .mutation(({ ctx, input }) => deactivatePlugin(ctx, input)),

  reactivatePlugin: staff
    .meta({
      openapi: {
        method: 'POST',
        path: '/admin/plugins/{plugin_id}/reactivate',
        tags: ['admin'],
        summary: 'Reactivate a plugin',
        description:
          'Brings back what staff deactivated, and never what its author deleted. Its author is told.',
      },
      rest: {
        errors: { not_found: 'Plugin not found, or deleted by its author', conflict: 'Active already' },
        example: { input: { plugin_id }, output: { message: 'Plugin reactivated' } },
      },
    })
    .input(DecidePlugin)
    .output(z.object({ message: z.literal('Plugin reactivated') }))
    .mutation(({ ctx, input }) => reactivatePlugin(ctx, input)),

  listUsers: adminOnly
    .meta({
      openapi: {
        method: 'GET',
        path: '/admin/users',
        tags: ['admin'],
        summary: 'List all users',
        description:
          'Everybody, newest first, optionally those whose username or email address contains a text. `plugin_count` ' +
          'leaves out what was deleted.',
      },
      rest: {
        example: {
          input: { search: 'rust', page: 1 },
          output: { data: [user], page: 1, per_page: 20, total: 1 },
        },
      },
    })
    .input(AdminList)
    .output(AdminUserPage)
    .query(({ ctx, input }) => listUsers(ctx, input)),

  changeRole: adminOnly
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/admin/users/{user_id}/role',
        tags: ['admin'],
        summary: 'Change the role of a user',
        description:
          'The role holds from the user’s next request on, and they are told. The role they have already changes nothing ' +
          'and is no error. Admins cannot change their own, so that one always stays.',
      },
      rest: {
        errors: {
          bad_request: 'Cannot change own role (self-demotion prevention)',
          not_found: 'User not found',
          validation_failed: 'Invalid role value',
        },
        example: {
          input: { user_id, role: 'moderator' },
          output: { message: 'Role updated', role: 'moderator' },
        },
      },
    })
    .input(ChangeRole)
    .output(RoleChanged)
    .mutation(({ ctx, input }) => changeRole(ctx, input)),

  deactivateUser: adminOnly
    .meta({
      openapi: {
        method: 'POST',
        path: '/admin/users/{user_id}/deactivate',
        tags: ['admin'],
        summary: 'Deactivate a user',
        description:
          'Closes the account: sessions end, signing in and API keys are refused, and the profile is not found. What the ' +
          'user published stays: others depend on it, and staff can deactivate it plugin by plugin.',
      },
      rest: {
        errors: {
          bad_request: 'Cannot deactivate yourself',
          not_found: 'User not found',
          conflict: 'Deactivated already',
        },
        example: { input: { user_id, reason }, output: { message: 'User deactivated' } },
      },
    })
    .input(DecideUser)
    .output(z.object({ message: z.literal('User deactivated') }))
    .mutation(({ ctx, input }) => deactivateUser(ctx, input)),

  reactivateUser: adminOnly
    .meta({
      openapi: {
        method: 'POST',
        path: '/admin/users/{user_id}/reactivate',
        tags: ['admin'],
        summary: 'Reactivate a user',
        description: 'Opens the account again: the user can sign in, and their API keys work.',
      },
      rest: {
        errors: { not_found: 'User not found', conflict: 'Active already' },
        example: { input: { user_id }, output: { message: 'User reactivated' } },
      },
    })
    .input(DecideUser)
    .output(z.object({ message: z.literal('User reactivated') }))
    .mutation(({ ctx, input }) => reactivateUser(ctx, input)),

  listAuditLogs: staff
    .meta({
      openapi: {
        method: 'GET',
        path: '/admin/audit-logs',
        tags: ['admin'],
        summary: 'Read the audit log',
        description:
          'What staff did, newest first, each entry written in the transaction of what it tells about; it outlives actor ' +
          'and target. For an export follow `next_cursor`.',
      },
      rest: {
        example: {
          input: { page: 1 },
          output: { data: [log], page: 1, per_page: 20, total: 24, next_cursor: null },
        },
      },
    })
    .input(ListAuditLogs)
    .output(AuditLogFeed)
    .query(({ ctx, input }) => listAuditLogs(ctx, input)),
})
