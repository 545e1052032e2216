export { getAdminStats } from './get-admin-stats.ts'
export { listAllPlugins } from './list-all-plugins.ts'
export { listUsers } from './list-users.ts'
export { AdminList, AdminPluginPage, AdminStats, AdminUserPage } from './schema.ts'
