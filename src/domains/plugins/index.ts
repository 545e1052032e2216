export { createPlugin } from './create-plugin.ts'
export { deactivatePlugin, reactivatePlugin } from './deactivate-plugin.ts'
export { deletePlugin } from './delete-plugin.ts'
export { getPlugin } from './get-plugin.ts'
export { listPlugins } from './list-plugins.ts'
export { lockOwnPlugin } from './lock-own-plugin.ts'
export { mayManage } from './policy.ts'
export { JOINED, LIVE, pluginDetail, pluginSummary } from './present.ts'
export { type PluginRef, requirePlugin } from './require-plugin.ts'
export {
  CreatePlugin,
  DecidePlugin,
  ListPlugins,
  Plugin,
  PluginPage,
  PluginSlug,
  PluginSummary,
  UpdatePlugin,
} from './schema.ts'
export { updatePlugin } from './update-plugin.ts'
