import { z } from 'zod'
import { pageInput, pageOf } from '../../lib/paging.ts'
import { singleLine } from '../../lib/text.ts'
import { AuditLog } from '../audit/index.ts'
import { UserProfile } from '../identity/index.ts'
import { PluginSummary } from '../plugins/index.ts'

const search = singleLine({ max: 100 }).optional().describe('Part of it, in any case; taken literally')

export const AdminStats = z
  .object({
    user_count: z.int(),
    plugin_count: z.int().describe('Without those their authors deleted'),
    active_plugin_count: z.int(),
    recent_audit_logs: z.array(AuditLog).describe('The last ten'),
  })
  .meta({ id: 'AdminStats' })
export type AdminStats = z.infer<typeof AdminStats>

export const AdminList = z.object({ ...pageInput(), search })
export type AdminList = z.infer<typeof AdminList>

export const AdminPlugin = PluginSummary.extend({ is_active: z.boolean() }).meta({ id: 'AdminPlugin' })
export type AdminPlugin = z.infer<typeof AdminPlugin>

export const AdminPluginPage = pageOf(AdminPlugin).meta({ id: 'AdminPluginPage' })
export type AdminPluginPage = z.infer<typeof AdminPluginPage>

export const AdminUser = UserProfile.extend({
  plugin_count: z.int().describe('Without those that were deleted'),
}).meta({ id: 'AdminUser' })
export type AdminUser = z.infer<typeof AdminUser>

export const AdminUserPage = pageOf(AdminUser).meta({ id: 'AdminUserPage' })
export type AdminUserPage = z.infer<typeof AdminUserPage>
