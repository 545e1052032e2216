export { createPlugin } from './create-plugin.ts'
export { deletePlugin } from './delete-plugin.ts'
export { getPlugin } from './get-plugin.ts'
export { listPlugins } from './list-plugins.ts'
export { lockOwnPlugin } from './lock-own-plugin.ts'
export { mayManage } from './policy.ts'
export { type PluginRef, requirePlugin } from './require-plugin.ts'
export {
  CreatePlugin,
  ListPlugins,
  Plugin,
  PluginPage,
  PluginSlug,
  PluginSummary,
  UpdatePlugin,
} from './schema.ts'
export { updatePlugin } from './update-plugin.ts'
