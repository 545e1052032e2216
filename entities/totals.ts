import { defineEntity, p } from '@mikro-orm/core'

/** All-time downloads of a plugin; one narrow row each, made with the plugin. */
export const PluginTotalEntity = defineEntity({
  name: 'PluginTotal',
  tableName: 'plugin_totals',
  properties: { pluginId: p.uuid().primary(), downloads: p.bigint('number').default(0) },
})

/** All-time downloads of a version; one narrow row each, made with the version. */
export const VersionTotalEntity = defineEntity({
  name: 'VersionTotal',
  tableName: 'version_totals',
  properties: { versionId: p.uuid().primary(), downloads: p.bigint('number').default(0) },
})

/** Downloads of a plugin on one UTC day: what charts and windows are summed from. */
export const PluginDownloadDayEntity = defineEntity({
  name: 'PluginDownloadDay',
  tableName: 'plugin_download_days',
  properties: {
    pluginId: p.uuid().primary(),
    day: p.date().primary(),
    downloads: p.bigint('number').default(0),
  },
})
