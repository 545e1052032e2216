export { getPublicProfile } from './get-public-profile.ts'
export { listUserPlugins } from './list-user-plugins.ts'
export { ListUserPlugins, ProfilePath, PublicProfile } from './schema.ts'
